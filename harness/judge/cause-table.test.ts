import { expect } from 'chai'
import type { AbilityRow, CheckResult } from '../../reports/index.ts'
import type { CauseRow } from '../load/cause-table.ts'
import { type CauseParts, withCauses } from './causes.ts'

const result = (id: string, overrides: Partial<CheckResult> = {}): CheckResult => ({
  id,
  suite: 'rfc7644',
  title: id,
  outcome: 'fail',
  requirements: [],
  durationMs: 1,
  evidence: [],
  ...overrides,
})
const warned = (id: string, overrides: Partial<CheckResult> = {}): CheckResult =>
  result(id, { ...overrides, outcome: 'warn' })
const skipped = (id: string, rootCause: string): CheckResult => result(id, { outcome: 'skip', rootCause })
const causesIn = (
  results: readonly CheckResult[],
  parts: Omit<CauseParts, 'stateOf'> & { readonly states?: Readonly<Record<string, AbilityRow['state']>> },
) => {
  const { states = {}, ...rest } = parts
  return Object.fromEntries(
    withCauses(results, { ...rest, stateOf: (ability) => states[ability] }).map(({ id, cause }) => [id, cause]),
  )
}

describe('the table of causes', () => {
  it('does not explain a skip that follows from no finding', () => {
    for (const label of ['no-such-traffic', 'read-only', 'target-gone', 'interrupted']) {
      const deciders = new Map([[label, ['b']]])
      expect(causesIn([result('b'), skipped('d', label)], { table: [], deciders })['d'], label).to.equal(undefined)
    }
  })

  it('lists its deciders before those of the checks, each once', () => {
    const table: readonly CauseRow[] = [{ ability: 'patch', decidedBy: ['b', 'c'] }]
    const deciders = new Map([['patch', ['z', 'b']]])
    expect(causesIn([result('z'), skipped('d', 'patch')], { table, deciders })['d']).to.equal('z')
    expect(causesIn([result('z'), result('b'), skipped('d', 'patch')], { table, deciders })['d']).to.equal('b')
  })

  it('makes no cycle if two findings decide an ability that the other needs: the more basic one follows', () => {
    const table: readonly CauseRow[] = [
      { ability: 'first', decidedBy: ['a'], explains: ['b'] },
      { ability: 'second', decidedBy: ['b'], explains: ['a'] },
    ]
    for (const results of [
      [result('a'), result('b')],
      [result('b'), result('a')],
    ])
      expect(causesIn(results, { table })).to.deep.equal({ a: 'b', b: undefined })
  })

  it('uses the state of the ability that the probes use', () => {
    const table: readonly CauseRow[] = [
      { ability: 'other' },
      { ability: 'patch', probedAs: 'patch-one', decidedBy: ['b'], explains: ['d'] },
    ]
    const results = [result('b'), result('d')]
    expect(causesIn(results, { table, states: { 'patch-one': 'yes', patch: 'no' } })['d']).to.equal(undefined)
    expect(causesIn(results, { table, states: { 'patch-one': 'no', patch: 'yes' } })['d']).to.equal('b')
  })

  it('explains only findings with a matching reason, except its own deciders', () => {
    const row: CauseRow = { ability: 'patch', decidedBy: ['b', 'c'], explains: ['d'], when: 'gone$' }
    const results = [result('b'), result('c', { reason: 'else' }), result('d', { reason: 'else' })]
    const table: readonly CauseRow[] = [{ ability: 'other', when: 'else' }, row]
    expect(causesIn(results, { table })).to.deep.equal({ b: undefined, c: 'b', d: undefined })
    const about = [result('b'), result('d', { reason: 'title is gone' })]
    expect(causesIn(about, { table })['d']).to.equal('b')
  })

  it('applies reasons to deciders too, if a row says so', () => {
    const row: CauseRow = {
      ability: 'patch',
      decidedBy: ['b', 'c'],
      explains: ['d'],
      when: 'gone$',
      decidedWhen: '^lost',
    }
    const table: readonly CauseRow[] = [{ ability: 'other', decidedWhen: 'never' }, row]
    const causeOf = (decided: string, followed: string, id: string): string | undefined =>
      causesIn([result('b', { reason: decided }), result(id, { reason: followed })], { table })[id]
    for (const id of ['c', 'd']) {
      expect(causeOf('lost', 'it is gone', id), id).to.equal('b')
      expect(causeOf('lost', 'else', id), `${id} with another reason`).to.equal(undefined)
      expect(causeOf('else', 'it is gone', id), `${id} after another decision`).to.equal(undefined)
    }
  })

  it('requires one requirement that both violate, if the row says so', () => {
    const table: readonly CauseRow[] = [{ ability: 'all', decidedBy: ['a'], explains: ['b'], alike: true }]
    const violating = (id: string, ...violated: readonly string[]): CheckResult => result(id, { violated })
    expect(causesIn([violating('a', 'x'), violating('b', 'y', 'x')], { table })['b']).to.equal('a')
    expect(causesIn([violating('a', 'x'), result('b')], { table })['b']).to.equal(undefined)
  })

  it('does not let a finding follow from an ability that needs the one that it decides', () => {
    const table: readonly CauseRow[] = [
      { ability: 'read', decidedBy: ['a', 'a2'] },
      { ability: 'patch', dependsOn: ['read'], decidedBy: ['b'], explains: ['a'] },
    ]
    const results = [result('a'), result('b')]
    expect(causesIn(results, { table })).to.deep.equal({ a: undefined, b: 'a' })
    // The finding decides nothing if the probes saw the ability working.
    const states = { read: 'yes', patch: 'no' } as const
    expect(causesIn(results, { table, states })).to.deep.equal({ a: 'b', b: undefined })
  })

  it('does not explain a finding whose ability the probes found missing by itself', () => {
    const tableWith = (apart: Pick<CauseRow, 'apart'>): readonly CauseRow[] => [
      { ability: 'read', decidedBy: ['a#must'] },
      { ability: 'filter', dependsOn: ['read'], decidedBy: ['f'], ...apart },
      { ability: 'patch', decidedBy: ['b'], explains: ['f'] },
    ]
    const table = tableWith({ apart: true })
    const results = [result('b'), result('f')]
    const causeOf = (states: Readonly<Record<string, AbilityRow['state']>>): string | undefined =>
      causesIn(results, { table, states })['f']
    expect(causeOf({ read: 'yes', filter: 'no' })).to.equal(undefined)
    expect(causeOf({ filter: 'no' }), 'the probes did not try what it needs').to.equal(undefined)
    expect(causeOf({ read: 'yes' }), 'the probes did not try it').to.equal('b')
    expect(causeOf({ read: 'yes', filter: 'yes' }), 'it works').to.equal('b')
    expect(causeOf({ read: 'no', filter: 'no' }), 'what it needs is missing').to.equal('b')
    const others = { table: tableWith({}), states: { read: 'yes', filter: 'no' } } as const
    expect(causesIn(results, others)['f'], 'the row does not say so').to.equal('b')

    const basic = [result('a', { violated: ['must'] }), ...results]
    expect(causesIn(basic, { table, states: { read: 'yes', filter: 'no' } })['f'], 'what it needs').to.equal('a')
  })

  it('does not let a violated requirement that decides an ability follow from an attribute that is not stored', () => {
    const table: readonly CauseRow[] = [{ ability: 'read', decidedBy: ['other#must', 'y#must'] }]
    const causeOf = (...violated: readonly string[]): string | undefined =>
      causesIn([result('entra.create.all-attributes'), result('y', { violated, reason: 'title after the PUT: "a"' })], {
        table,
        lost: ['title'],
      })['y']
    expect(causeOf('also')).to.equal('entra.create.all-attributes')
    expect(causeOf('must')).to.equal(undefined)
    expect(causeOf('also', 'must')).to.equal(undefined)
  })
})

describe('similar findings', () => {
  const refused = (id: string, outcome: CheckResult['outcome'] = 'fail'): CheckResult =>
    result(id, { outcome, reason: 'PATCH /Users/1 answered 428 "If-Match is required"; expected 200' })

  it('follow from the first failure, also warnings', () => {
    const silent = { actual: 'reset', rootCause: 'POST' }
    const results = [warned('a', silent), result('b', silent), warned('c', silent), result('d', silent)]
    expect(causesIn(results, { table: [] })).to.deep.equal({ a: 'b', b: undefined, c: 'b', d: 'b' })
  })

  it('follow from the first warning if there is no failure', () => {
    const silent = { actual: 'reset', rootCause: 'POST' }
    expect(causesIn([warned('a', silent), warned('c', silent)], { table: [] })).to.deep.equal({ a: undefined, c: 'a' })
  })

  it('follow from the most basic one with the same rejection', () => {
    const table: readonly CauseRow[] = [{ ability: 'read', decidedBy: ['z'] }]
    expect(causesIn([refused('x'), refused('z')], { table })).to.deep.equal({ x: 'z', z: undefined })
  })

  it('follow only from findings, and only from those with a rejection', () => {
    expect(causesIn([refused('x', 'skip'), refused('y', 'warn')], { table: [] })['y']).to.equal(undefined)
    expect(causesIn([result('plain'), refused('x'), refused('y')], { table: [] })).to.deep.equal({
      plain: undefined,
      x: undefined,
      y: 'x',
    })
  })
})
