import { expect } from 'chai'
import { redResult } from '../../reports/fixtures/red-result.ts'
import type { CheckResult } from '../../reports/index.ts'
import { countedFindings, isFinding } from './counted-findings.ts'

const [fixture] = redResult.checks
const checkOf = (outcome: CheckResult['outcome'], more: Partial<CheckResult> = {}): CheckResult => {
  if (fixture === undefined) throw new Error('the fixture has no check')
  return { ...fixture, id: 'a', outcome, ...more }
}

describe('findings that let a run fail', () => {
  for (const [outcome, must, should] of [
    ['fail', true, true],
    ['warn', false, true],
    ['pass', false, false],
    ['skip', false, false],
    ['inapplicable', false, false],
    ['error', false, false],
  ] as const)
    it(`${outcome}: ${must} at must, ${should} at should, never at never`, () => {
      const check = checkOf(outcome)
      expect([isFinding(check, 'must'), isFinding(check, 'should'), isFinding(check, 'never')]).to.deep.equal([
        must,
        should,
        false,
      ])
    })

  it('are neither accepted nor in the baseline', () => {
    const { comparison: _, ...alone } = redResult
    const compared = (...added: readonly string[]) => ({
      ...alone,
      comparison: {
        baseline: { startedAt: '', target: '', version: '' },
        added,
        mended: [],
        remaining: [],
        unjudged: [],
      },
    })
    const accepted = { id: 'a', reason: 'known' }
    expect(countedFindings(alone, 'must')(checkOf('fail'))).to.equal(true)
    expect(countedFindings(alone, 'must')(checkOf('warn'))).to.equal(false)
    expect(countedFindings(alone, 'must')(checkOf('fail', { accepted }))).to.equal(false)
    expect(countedFindings(compared('a'), 'must')(checkOf('fail'))).to.equal(true)
    expect(countedFindings(compared('a'), 'must')(checkOf('warn'))).to.equal(false)
    expect(countedFindings(compared('b'), 'must')(checkOf('fail'))).to.equal(false)
  })
})
