import { expect } from 'chai'
import type { MappingRow, MappingSample } from '../../../model/result.ts'
import { flowsOf, rowsSummary, splitTarget, subjectOf, valueText } from './mapping-flow.ts'

const sample = (more: Partial<MappingSample>): MappingSample => ({
  sent: 'a',
  echoed: 'a',
  stored: 'a',
  expected: 'a',
  outcome: 'pass',
  ...more,
})
const row = (samples: readonly MappingSample[], jumpcloud: string | null = 'title'): MappingRow => ({
  row: 'title',
  source: '[jobTitle]',
  scim: 'title',
  jumpcloud,
  outcome: 'pass',
  samples,
})

describe('a row of the mapping from Entra to JumpCloud', () => {
  it('says at which step a value changed', () => {
    const [flow] = flowsOf([
      row([
        sample({}),
        sample({ echoed: 'b', stored: 'b', outcome: 'fail' }),
        sample({ stored: undefined, outcome: 'fail' }),
      ]),
    ])
    expect(flow?.echoed).to.deep.equal({ compared: 3, changed: 1 })
    expect(flow?.stored).to.deep.equal({ compared: 3, changed: 2 })
  })

  it('does not compare a value that was not sent', () => {
    const [flow] = flowsOf([row([sample({ sent: undefined, echoed: 'kept' })])])
    expect(flow?.echoed).to.deep.equal({ compared: 0, changed: 0 })
  })

  it('does not count a difference that the check allows, such as the letter case of an address', () => {
    const [flow] = flowsOf([row([sample({ echoed: 'A', stored: 'A' })])])
    expect(flow?.echoed.changed).to.equal(0)
  })

  it('ends at the target if JumpCloud has no property', () => {
    expect(flowsOf([row([sample({})], null)])[0]?.stored).to.equal(undefined)
  })

  it('is summarized with all others, without blame for rows that were not judged', () => {
    const rows = (...outcomes: MappingRow['outcome'][]): MappingRow[] =>
      outcomes.map((outcome) => ({ ...row([]), outcome }))
    expect(rowsSummary(rows('pass', 'pass'))).to.equal('All 2 rows arrive correctly.')
    expect(rowsSummary(rows('pass', 'fail', 'inapplicable', 'inapplicable'))).to.equal(
      '1 of 2 rows arrives changed, or not at all. The target does not store the attributes of 2 rows.',
    )
    expect(rowsSummary(rows('pass', 'skip', 'skip'))).to.equal(
      'The one row that could be judged arrives correctly. 2 rows could not be judged, because no user was provisioned.',
    )
    expect(rowsSummary(rows('inapplicable'))).to.match(/^No row could be judged\./)
  })

  it('reads subjects, targets and values', () => {
    expect(subjectOf({ subject: 'very (odd) name (update)', outcome: 'pass' })).to.deep.equal({
      user: 'very (odd) name',
      phase: 'update',
    })
    expect(subjectOf({ outcome: 'pass' })).to.deep.equal({ user: '', phase: '' })
    expect(splitTarget('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department')).to.deep.equal({
      urn: 'extension:enterprise:2.0:User',
      name: 'department',
    })
    expect(splitTarget('emails[type eq "work"].value').name).to.equal('emails[type eq "work"].value')
    expect([valueText('a'), valueText(false), valueText(null), valueText(undefined)]).to.deep.equal([
      'a',
      'false',
      'null',
      undefined,
    ])
  })
})
