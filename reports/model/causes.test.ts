import { expect } from 'chai'
import fc from 'fast-check'
import { causesResult } from '../fixtures/causes-result.ts'
import { redResult } from '../fixtures/red-result.ts'
import { blockedBy, causesOf, causesToFix, followersOf } from './causes.ts'
import type { CheckResult, Outcome } from './result.ts'
import { resultFaults } from './validate-result.ts'

const check = (id: string, more: Partial<CheckResult> = {}): CheckResult => ({
  id,
  suite: 'rfc7644',
  title: `title of ${id}`,
  outcome: 'fail',
  requirements: [],
  durationMs: 1,
  evidence: [],
  ...more,
})
const idsOf = (checks: readonly CheckResult[]): string[] => checks.map(({ id }) => id)

describe('causes', () => {
  it('are ranked: access first, then failures before warnings, by gravity, by number of followers, accepted ones last', () => {
    const checks = [
      check('standard', { gravity: 5 }),
      check('accepted', { gravity: 1, accepted: { reason: 'known' } }),
      check('warning', { gravity: 3, outcome: 'warn' }),
      check('lonely', { gravity: 3 }),
      check('source', { gravity: 3 }),
      check('access', { gravity: 1 }),
      check('follows', { gravity: 1, cause: 'source' }),
    ]
    const ranked = causesOf({ checks, causes: [] })
    expect(idsOf(ranked)).to.deep.equal(['access', 'source', 'lonely', 'standard', 'warning', 'accepted'])
  })

  it('have every check that follows, also indirectly, but no check that passed', () => {
    const result = {
      causes: ['a'],
      checks: [
        check('a'),
        check('b', { cause: 'a' }),
        check('c', { outcome: 'skip', cause: 'b' }),
        check('d', { outcome: 'skip', rootCause: 'a' }),
        check('e', { outcome: 'pass', cause: 'a' }),
        check('f', { outcome: 'skip', cause: 'e' }),
      ],
    }
    expect(idsOf(causesOf(result))).to.deep.equal(['a'])
    expect(idsOf(followersOf(result, 'a'))).to.deep.equal(['b', 'c', 'd'])
    expect(idsOf(followersOf(result, 'b'))).to.deep.equal(['c'])
    expect(blockedBy(result, result.checks.slice(0, 2))).to.equal(3)
  })

  it('hide no finding that counts below an accepted one', () => {
    const checks = [
      check('a', { accepted: { reason: 'known' } }),
      check('b', { cause: 'a' }),
      check('c', { outcome: 'skip', cause: 'a' }),
    ]
    const result = { checks, causes: ['a'] }
    expect(idsOf(causesToFix(result))).to.deep.equal(['b'])
    expect(idsOf(followersOf(result, 'a'))).to.deep.equal(['c'])
  })

  it('are those that a result with every member names', () => {
    expect(resultFaults(causesResult)).to.deep.equal([])
    expect(idsOf(causesOf(causesResult))).to.deep.equal(causesResult.causes)
    expect(idsOf(causesToFix(causesResult))).to.not.include('scim.create.password')
    expect(followersOf(causesResult, 'entra.patch.op-capitalised')).to.have.lengthOf(16)
  })

  it('lose no finding for any references, and break cycles', () => {
    const ids = ['a', 'b', 'c', 'd', 'e']
    const outcomes: readonly Outcome[] = ['pass', 'fail', 'warn', 'skip', 'inapplicable', 'error']
    const links = fc.record({
      outcome: fc.constantFrom(...outcomes),
      cause: fc.constantFrom(undefined, 'gone', ...ids),
      rootCause: fc.constantFrom(undefined, 'a', 'b'),
      named: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(links, { maxLength: ids.length }), fc.boolean(), (drawn, isNew) => {
        const checks = drawn.map(({ outcome, cause, rootCause }, place) =>
          check(ids[place] ?? '', {
            outcome,
            ...(cause === undefined ? {} : { cause }),
            ...(rootCause === undefined ? {} : { rootCause }),
          }),
        )
        const result = { checks, ...(isNew ? { causes: [] } : {}) }
        const causes = causesOf(result)
        const reached = new Set([...causes, ...causes.flatMap(({ id }) => followersOf(result, id))])
        for (const one of checks)
          if (one.outcome === 'fail' || one.outcome === 'warn') expect(reached.has(one), one.id).to.equal(true)
        for (const { id } of causes) expect(idsOf(followersOf(result, id))).to.not.include(id)
      }),
    )
  })
})

describe('causes of a result of an earlier version', () => {
  const old = (checks: readonly CheckResult[]) => ({ checks })

  it('group findings that violate the same rule, and lose none', () => {
    const result = old([check('a', { violated: ['r1'] }), check('b', { violated: ['r2', 'r1'] }), check('c')])
    expect(idsOf(causesOf(result))).to.deep.equal(['a', 'c'])
    expect(idsOf(followersOf(result, 'a'))).to.deep.equal(['b'])
  })

  it('group a rule over all exchanges with the check whose exchanges violate it', () => {
    const own = check('own', { evidence: ['x1', 'x2'] })
    const within = old([own, check('rule', { evidence: ['x2'] })])
    expect(idsOf(causesOf(within))).to.deep.equal(['own'])
    const beyond = old([own, check('rule', { evidence: ['x2', 'x9'] })])
    expect(idsOf(causesOf(beyond))).to.deep.equal(['own', 'rule'])
  })

  it('name the checks that were skipped because of them', () => {
    const reason = 'the user cannot be disabled: 400'
    const result = old([
      check('a', { reason }),
      check('by-id', { outcome: 'skip', rootCause: 'a' }),
      check('by-reason', { outcome: 'skip', rootCause: 'disable', reason: `first: ${reason}` }),
      check('other', { outcome: 'skip', rootCause: 'b' }),
    ])
    expect(idsOf(followersOf(result, 'a'))).to.deep.equal(['by-id', 'by-reason'])
  })

  it('are ranked by whether they stop Entra, and by their impact', () => {
    const result = old([
      check('doubt', { outcome: 'warn' }),
      check('rfc', { verdict: 'breaks-rfc', impact: 'x' }),
      check('entra', { verdict: 'breaks-entra', impact: 'x' }),
      check('passed', { outcome: 'pass' }),
    ])
    expect(idsOf(causesOf(result))).to.deep.equal(['entra', 'rfc', 'doubt'])
    expect(idsOf(causesOf(redResult))).to.deep.equal(['entra.disable', 'scim.filter'])
  })

  it('separate accepted findings from the others', () => {
    const result = old([
      check('a', { violated: ['r1'] }),
      check('b', { violated: ['r1'], accepted: { reason: 'known' } }),
    ])
    expect(idsOf(causesOf(result))).to.deep.equal(['a', 'b'])
  })
})
