import { expect } from 'chai'
import type { CheckResult } from '../../../model/result.ts'
import { groupFindings, violatedOf } from './finding-groups.ts'

const rule = (id: string): CheckResult['requirements'][number] => ({
  id,
  level: 'MUST',
  section: '§1',
  url: '',
  title: `rule ${id}`,
})
const check = (id: string, more: Partial<CheckResult> = {}): CheckResult => ({
  id,
  suite: 'rfc7644',
  title: `title of ${id}`,
  outcome: 'fail',
  requirements: [rule('r1'), rule('r2')],
  durationMs: 1,
  evidence: [],
  ...more,
})
const idsOf = (checks: readonly CheckResult[]): string[][] =>
  groupFindings(checks).map(({ findings }) => findings.map(({ id }) => id))

describe('groups of findings', () => {
  it('hold those that break the same rule, and are called after it', () => {
    const groups = groupFindings([check('a', { violated: ['r1'] }), check('b', { violated: ['r2', 'r1'] }), check('c')])
    expect(groups.map(({ title, findings }) => [title, findings.length])).to.deep.equal([
      ['rule r1', 2],
      ['title of c', 1],
    ])
  })

  it('are called after what happens in production, where that is known', () => {
    expect(groupFindings([check('a', { impact: 'leavers keep access' })])[0]?.title).to.equal('Leavers keep access')
  })

  it('hold a rule over all exchanges that saw nothing but those of one check', () => {
    const broken = check('own', { evidence: ['x1', 'x2'] })
    expect(idsOf([broken, check('rule', { evidence: ['x2'] })])).to.deep.equal([['own', 'rule']])
    expect(idsOf([broken, check('rule', { evidence: ['x2', 'x9'] })])).to.deep.equal([['own'], ['rule']])
  })

  it('name what was skipped because of them', () => {
    const reason = 'the user cannot be disabled: 400'
    const skips = [
      check('by-id', { outcome: 'skip', rootCause: 'a' }),
      check('by-reason', { outcome: 'skip', rootCause: 'disable', reason: `first: ${reason}` }),
      check('other', { outcome: 'skip', rootCause: 'b' }),
    ]
    const [group] = groupFindings([check('a', { reason }), ...skips])
    expect(group?.followers.map(({ id }) => id)).to.deep.equal(['by-id', 'by-reason'])
  })

  it('come gravest first: what breaks Entra, then the RFC, then doubts, then what is accepted', () => {
    const checks = [
      check('accepted', { impact: 'x', accepted: { reason: 'known' } }),
      check('doubt', { outcome: 'warn' }),
      check('rfc', { verdict: 'breaks-rfc' }),
      check('entra', { verdict: 'breaks-entra' }),
      check('passed', { outcome: 'pass' }),
    ]
    expect(idsOf(checks).flat()).to.deep.equal(['entra', 'rfc', 'doubt', 'accepted'])
  })

  it('keep what is accepted apart from what is not', () => {
    expect(
      idsOf([check('a', { violated: ['r1'] }), check('b', { violated: ['r1'], accepted: { reason: 'known' } })]),
    ).to.have.lengthOf(2)
  })

  it('cite the rules that did not hold, or all where nothing is told', () => {
    expect(violatedOf(check('a', { violated: ['r2'] })).map(({ id }) => id)).to.deep.equal(['r2'])
    expect(violatedOf(check('a')).map(({ id }) => id)).to.deep.equal(['r1', 'r2'])
  })
})
