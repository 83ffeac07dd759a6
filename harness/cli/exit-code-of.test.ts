import { expect } from 'chai'
import { redResult } from '../../reports/fixtures/red-result.ts'
import { exitCodeOf, exitCodeOfJudgement } from './exit-code-of.ts'

describe('the exit code of a budget', () => {
  const green = { ...redResult, verdict: 'conformant', checks: [], counts: { ...redResult.counts, error: 0 } } as const
  const budgets = (isMet: boolean) => [{ budget: 'p95<500ms', requests: 10, actual: 700, isMet }]
  for (const [failOn, isMet, code] of [
    ['must', true, 0],
    ['must', false, 1],
    ['should', false, 1],
    ['never', false, 0],
  ] as const)
    it(`that is ${isMet ? '' : 'not '}met is ${code} with --fail-on ${failOn}`, () =>
      expect(exitCodeOf({ ...green, budgets: budgets(isMet) }, failOn)).to.equal(code))
})

describe('the exit code of judge', () => {
  for (const [outcomes, code] of [
    [[], 3],
    [['skip', 'inapplicable'], 3],
    [['pass', 'skip'], 0],
    [['warn'], 0],
    [['pass', 'fail', 'warn'], 1],
    [['pass', 'error'], 4],
    [['fail', 'error'], 4],
  ] as const)
    it(`is ${code} with ${outcomes.join(', ') || 'no judgement'}`, () =>
      expect(exitCodeOfJudgement(outcomes.map((outcome) => ({ outcome })))).to.equal(code))
})
