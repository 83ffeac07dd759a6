import { expect } from 'chai'
import type { ValidationRow } from '../../../model/result.ts'
import { limitsOf, verdictWords } from './limits.ts'

const row = (rule: string, input: string, expected: string, more: Partial<ValidationRow> = {}): ValidationRow => ({
  rule,
  field: rule.split('-')[0] ?? '',
  input,
  expected,
  actual: expected,
  reachedJumpCloud: expected === 'accepted',
  outcome: 'pass',
  ...more,
})

describe('limits', () => {
  it('sort lengths on both sides, with the maximum length', () => {
    const rows = [
      row('username-max', '1025 characters', 'refused', { outcome: 'fail' }),
      row('username-max', '1024 characters', 'accepted'),
      row('username-max', '1023 characters', 'accepted'),
    ]
    const [limit] = limitsOf(rows, [])
    expect(limit?.length).to.equal(1024)
    expect(limit?.accepted.map(({ label }) => label)).to.deep.equal(['1023', '1024'])
    expect(limit?.refused.map(({ label }) => label)).to.deep.equal(['1025'])
    expect(limit?.wrong).to.equal(1)
  })

  it('do not blame a server that is not a bridge for what JumpCloud would reject', () => {
    const noted = row('username-max', '1025 characters', 'refused', { outcome: 'inapplicable', note: 'not a bridge' })
    const [limit] = limitsOf([noted], [])
    expect([limit?.wrong, limit?.noted]).to.deep.equal([0, 1])
    expect(verdictWords(noted)).to.equal('JumpCloud would reject this')
    expect(verdictWords({ ...noted, expected: 'accepted' })).to.equal('JumpCloud would accept this')
    expect(verdictWords({ ...noted, outcome: 'fail' })).to.equal('wrong')
  })

  it('show a character as itself, and a blank by its name', () => {
    const inputs = ['with "\\""', 'with " "', 'with ü', 'with "\\\\"']
    const [limit] = limitsOf(
      inputs.map((input) => row('username-characters', input, 'refused')),
      [],
    )
    expect(limit?.refused.map(({ label }) => label)).to.deep.equal(['"', 'blank', 'with ü', '\\'])
  })

  it('group the rules of a field', () => {
    const rows = [row('username-a', 'x', 'refused'), row('email-a', 'x', 'refused'), row('username-b', 'x', 'refused')]
    expect(limitsOf(rows, []).map(({ rule }) => rule)).to.deep.equal(['username-a', 'username-b', 'email-a'])
  })

  it('distinguish fields with the same rule', () => {
    const rows = [
      row('update', 'x', 'refused', { field: 'email' }),
      row('update', 'x', 'refused', { field: 'username' }),
    ]
    expect(limitsOf(rows, []).map(({ field }) => field)).to.deep.equal(['email', 'username'])
  })

  it('have the name of the check that tried them', () => {
    const check = {
      id: 'jumpcloud.validation.email-format',
      suite: '',
      title: 'An address is one',
      outcome: 'pass',
      requirements: [],
      durationMs: 0,
      evidence: [],
    } as const
    expect(limitsOf([row('email-format', 'x', 'refused')], [check])[0]?.title).to.equal('An address is one')
    expect(limitsOf([row('email-format', 'x', 'refused')], [])[0]?.title).to.equal('email-format')
  })
})
