import type { CheckResult, FailOn, RehearsalResult } from '../../reports/index.ts'
import { countedFindings } from '../index.ts'
import { EXIT } from './exit-code.ts'

/**
 * Returns the exit code of the judgement of a recording. Internal errors take precedence, because they make the other
 * results unreliable. Without any judgement, nothing was tested.
 */
export function exitCodeOfJudgement(results: readonly Pick<CheckResult, 'outcome'>[]): number {
  const has = (...outcomes: readonly CheckResult['outcome'][]): boolean =>
    results.some(({ outcome }) => outcomes.includes(outcome))
  if (has('error')) return EXIT.harness
  if (has('fail')) return EXIT.findings
  return has('pass', 'warn') ? EXIT.conformant : EXIT.untestable
}

/**
 * Returns the exit code of a run: an internal error takes precedence over a target that could not be tested or stopped
 * responding, which takes precedence over findings. A budget that is not met counts as a finding. Accepted findings and
 * those of the baseline do not count.
 */
export function exitCodeOf(result: RehearsalResult, failOn: FailOn): number {
  if (result.counts.error > 0) return EXIT.harness
  if (result.verdict === 'untestable' || result.run.interruption !== undefined) return EXIT.untestable
  if (result.verdict === 'incomplete') return EXIT.interrupted
  if (result.checks.some(countedFindings(result, failOn))) return EXIT.findings
  if (failOn !== 'never' && result.budgets?.some(({ isMet }) => !isMet) === true) return EXIT.findings
  return EXIT.conformant
}
