import { expect } from 'chai'
import { causesResult } from '../../../fixtures/causes-result.ts'
import { redResult } from '../../../fixtures/red-result.ts'
import type { CheckResult } from '../../../model/result.ts'
import { causeOf, type FindingQuery, findGroups, groupFindings, violatedOf } from './findings.ts'

const groups = groupFindings(causesResult)
const found = (query: FindingQuery, added: readonly string[] = []): string[] =>
  findGroups(groups, query, new Set(added)).map(({ cause }) => cause.id)
const byId = (id: string): CheckResult => {
  const check = causesResult.checks.find((one) => one.id === id)
  if (check === undefined) throw new Error(`the example has no ${id}`)
  return check
}

describe('findings', () => {
  it('are causes with the checks that follow, ranked, after internal errors', () => {
    expect(groups.map(({ cause, followers }) => [cause.id, followers.length])).to.deep.equal([
      ['scim.sort.crash', 0],
      ['entra.disable.legacy-string', 1],
      ['entra.patch.op-capitalised', 16],
      ['scim.filter.attribute-case', 0],
      ['scim.create.location', 0],
      ['scim.create.password', 0],
    ])
    expect(groupFindings(redResult).map(({ cause }) => cause.id)).to.include('entra.disable')
  })

  it('know the cause of a check that follows', () => {
    expect(causeOf(causesResult, byId('entra.patch.case-9'))?.id).to.equal('entra.patch.op-capitalised')
    expect(causeOf(causesResult, byId('entra.patch.op-capitalised'))).to.equal(undefined)
  })

  const queries: readonly (readonly [name: string, query: FindingQuery, ids: readonly string[]])[] = [
    ['words of the failure', { words: 'capital REPLACE' }, ['entra.patch.op-capitalised']],
    ['words of a remedy', { words: 'returned: never' }, ['scim.create.password']],
    ['words of a diagnosis', { words: '"value": false' }, ['entra.disable.legacy-string']],
    ['words of a statement', { words: 'case insensitive' }, ['scim.filter.attribute-case']],
    ['words of a finding that follows', { words: 'case-2' }, ['entra.patch.op-capitalised']],
    ['words that nothing has', { words: 'capital nothing' }, []],
    ['gravity', { gravity: '1' }, ['entra.disable.legacy-string', 'scim.create.password']],
    ['suite', { suite: 'rfc7643' }, ['scim.create.password']],
    ['section', { section: 'RFC 7644 §3.4.2.2' }, ['scim.filter.attribute-case']],
    ['known', { known: 'known' }, ['scim.create.password']],
    ['gravity and not known', { gravity: '1', known: 'unknown' }, ['entra.disable.legacy-string']],
  ]
  for (const [name, query, ids] of queries)
    it(`are found by ${name}`, () => {
      expect(found(query)).to.deep.equal(ids)
    })

  it('are found if they are new since the baseline', () => {
    expect(found({ known: 'new' }, ['scim.create.location'])).to.deep.equal(['scim.create.location'])
  })

  it('are sorted by number of followers, by section, by suite and by name', () => {
    expect(found({ sort: 'followers' })[0]).to.equal('entra.patch.op-capitalised')
    expect(found({ sort: 'section' }).slice(0, 2)).to.deep.equal([
      'entra.disable.legacy-string',
      'entra.patch.op-capitalised',
    ])
    expect(found({ sort: 'suite' })[0]).to.match(/^entra/)
    expect(found({ sort: 'name' })[0]).to.equal('entra.patch.op-capitalised')
    expect(found({ sort: 'nothing like that' })).to.deep.equal(found({}))
  })

  it('cite the violated rules, or all rules if the result does not say which', () => {
    const rules = byId('entra.disable.legacy-string').requirements
    const [first] = rules
    if (first === undefined) throw new Error('the example has a rule')
    const two = {
      ...byId('entra.disable.legacy-string'),
      requirements: [
        { ...first, id: 'r1' },
        { ...first, id: 'r2' },
      ],
    }
    expect(violatedOf({ ...two, violated: ['r2'] }).map(({ id }) => id)).to.deep.equal(['r2'])
    expect(violatedOf({ ...two, violated: [] }).map(({ id }) => id)).to.deep.equal(['r1', 'r2'])
  })
})
