import type { CheckResult } from '../../reports/index.ts'
import { asCheckResult } from '../judge/judge-check.ts'
import type { Register } from '../load/requirement.ts'
import type { Selected } from '../load/select.ts'
import { skipped } from './run-check.ts'
import type { TargetHealth } from './target-health.ts'

/**
 * The results of a run whose target was gone at some moment: a check that did not begin, or that looked at answers after the last good one, was
 * not run.
 */
export function notRun(
  checks: Selected['checks'],
  judged: readonly CheckResult[],
  { lastGood }: Pick<TargetHealth, 'lastGood'>,
  register: Register,
): readonly CheckResult[] {
  const byId = new Map(judged.map((result) => [result.id, result]))
  return checks.map(({ suite, check }) => {
    const result = byId.get(check.id)
    if (result !== undefined && !isAfter(result, lastGood)) return result
    const finding = skipped('not run: the target was gone', 'target-gone')
    return asCheckResult(check, suite, finding, register, { durationMs: 0, evidence: result?.evidence ?? [] })
  })
}

/** Whether a check has an exchange of its own after the last good one; ids of exchanges count up, `x412`. */
function isAfter({ outcome, evidence, rootCause }: CheckResult, lastGood: number): boolean {
  if (rootCause === 'target-gone' || rootCause === 'interrupted') return true
  if (outcome === 'inapplicable') return false
  return evidence.some((id) => id.startsWith('x') && Number(id.slice(1)) > lastGood)
}
