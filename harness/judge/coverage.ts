import type { CheckResult, RehearsalResult } from '../../reports/index.ts'
import type { Register } from '../load/requirement.ts'

/** Counts how much of the registers has a check, and how much of that the run has played. */
export function coverageOf(
  register: Register,
  covered: ReadonlySet<string>,
  results: readonly CheckResult[],
): RehearsalResult['coverage'] {
  const testable = [...register.values()].filter(({ testable: how }) => how === 'black-box')
  const played = new Set(
    results
      .filter(({ outcome }) => outcome === 'pass' || outcome === 'fail' || outcome === 'warn')
      .flatMap(({ requirements }) => requirements.map(({ id }) => id)),
  )
  return {
    requirements: register.size,
    blackBox: testable.length,
    checked: testable.filter(({ id }) => covered.has(id)).length,
    played: testable.filter(({ id }) => played.has(id)).length,
  }
}
