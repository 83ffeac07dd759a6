import type { CheckResult } from '../../reports/index.ts'
import { asCheckResult } from '../judge/judge-check.ts'
import type { Register } from '../load/requirement.ts'
import type { Selected } from '../load/select.ts'
import { skipped } from './run-check.ts'
import type { TargetHealth } from './target-health.ts'

/** The maximum number of requests that were under way when the trouble began. */
const MARGIN = 24

/**
 * Returns the results of a run whose target stopped responding: a check that did not begin, or that used responses
 * after the last good one, did not run. A failure shortly before may also be a part of the trouble.
 */
export function notRun(
  checks: Selected['checks'],
  judged: readonly CheckResult[],
  health: Pick<TargetHealth, 'isTroubled'>,
  register: Register,
): readonly CheckResult[] {
  const byId = new Map(judged.map((result) => [result.id, result]))
  const isDoubtful = ({ outcome, evidence, rootCause }: CheckResult): boolean => {
    if (rootCause === 'target-gone' || rootCause === 'interrupted') return true
    if (outcome === 'inapplicable') return false
    const margin = outcome === 'pass' ? 0 : MARGIN
    return evidence.some((id) => health.isTroubled(id, margin))
  }
  return checks.map(({ suite, check }) => {
    const result = byId.get(check.id)
    if (result !== undefined && !isDoubtful(result)) return result
    const finding = skipped('not run: the target was gone', 'target-gone')
    return asCheckResult(check, suite, finding, register, { durationMs: 0, evidence: result?.evidence ?? [] })
  })
}
