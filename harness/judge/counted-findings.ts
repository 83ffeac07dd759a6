import type { CheckResult, FailOn, RehearsalResult } from '../../reports/index.ts'

/** Returns whether an outcome is a finding at or above `--fail-on`. */
export function isFinding({ outcome }: CheckResult, failOn: FailOn): boolean {
  return failOn !== 'never' && (outcome === 'fail' || (failOn === 'should' && outcome === 'warn'))
}

/**
 * Returns a function that tells whether a check makes the run fail: it is a finding at or above `--fail-on`, it is
 * not accepted, and the baseline does not have it.
 */
export function countedFindings(result: RehearsalResult, failOn: FailOn): (check: CheckResult) => boolean {
  const added = result.comparison === undefined ? undefined : new Set(result.comparison.added)
  return (check) =>
    check.accepted === undefined && (added === undefined || added.has(check.id)) && isFinding(check, failOn)
}
