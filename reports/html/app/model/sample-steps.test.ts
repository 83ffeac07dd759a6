import { expect } from 'chai'
import { changedAt, foldSamples, isInverted, stepsOf, wrongAt } from './sample-steps.ts'

const row = { jumpcloud: 'username' }

describe('the steps of a sample', () => {
  it('change nothing if a value arrives as Entra has it', () => {
    const steps = stepsOf({ entra: 'a', sent: 'a', echoed: 'a', stored: 'a', expected: 'a', outcome: 'pass' }, row)
    expect([changedAt(steps), wrongAt(steps)]).to.deep.equal(['', undefined])
  })

  it('may change a value if the change is expected', () => {
    const steps = stepsOf({ entra: 'a@b', sent: 'a', echoed: 'a', stored: 'A', expected: 'A', outcome: 'pass' }, row)
    expect([changedAt(steps), wrongAt(steps)]).to.deep.equal(['the mapping, JumpCloud', undefined])
  })

  it('name the target if it returns another value, and JumpCloud if only JumpCloud stores another one', () => {
    const target = stepsOf({ entra: 'a', sent: 'a', echoed: 'b', stored: 'b', expected: 'a', outcome: 'fail' }, row)
    expect([changedAt(target), wrongAt(target)]).to.deep.equal(['the target', 'the target'])
    const stored = stepsOf({ entra: 'a', sent: 'a', echoed: 'a', expected: 'a', outcome: 'fail' }, row)
    expect([changedAt(stored), wrongAt(stored)]).to.deep.equal(['JumpCloud', 'JumpCloud'])
    expect(stored.at(-1)?.wrong).to.deep.equal({ expected: 'a' })
  })

  it('compare each value with the one before it', () => {
    const steps = stepsOf({ entra: 1, sent: 2, echoed: 3, stored: 4, expected: 2, outcome: 'fail' }, row)
    expect(steps.map(({ before }) => before)).to.deep.equal([undefined, 1, 2, 3])
  })

  it('end at the target if the row has no property in JumpCloud', () => {
    const steps = stepsOf({ entra: 'a', sent: 'a', echoed: 'a', outcome: 'pass' }, { jumpcloud: null })
    expect(steps.map(({ name }) => name)).to.deep.equal(['entra', 'sent', 'echoed'])
  })

  it('are shown once if several samples have the same values', () => {
    const sample = { subject: 'ordinary (create)', entra: 'a', sent: 'a', outcome: 'pass' } as const
    const other = { ...sample, sent: 'b' }
    const folded = foldSamples([{ ...sample, evidence: ['x1'] }, other, { ...sample, evidence: ['x2'] }])
    expect(folded.map(({ sample: { sent }, times }) => [sent, times])).to.deep.equal([
      ['a', 2],
      ['b', 1],
    ])
  })

  it('negate active', () => {
    expect(isInverted({ scim: 'active', jumpcloud: 'suspended' })).to.equal(true)
    expect(isInverted({ scim: 'active', jumpcloud: null })).to.equal(false)
  })
})
