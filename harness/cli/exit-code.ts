import type { CheckResult, RehearsalResult } from '../../reports/index.ts'

/** The exit codes that are part of the public contract. */
export const EXIT = { conformant: 0, findings: 1, usage: 2, untestable: 3, harness: 4, interrupted: 130 } as const

/**
 * Returns the exit code of a run: an internal error takes precedence over a target that could not be tested or stopped
 * responding, which takes precedence over findings. A budget that is not met counts as a finding. Accepted findings and
 * those of the baseline do not count.
 */
export function exitCodeOf(result: RehearsalResult, failOn: 'must' | 'should' | 'never'): number {
  if (result.counts.error > 0) return EXIT.harness
  if (result.verdict === 'untestable' || result.run.interruption !== undefined) return EXIT.untestable
  if (result.verdict === 'incomplete') return EXIT.interrupted
  const added = result.comparison === undefined ? undefined : new Set(result.comparison.added)
  const counts = (check: CheckResult): boolean =>
    check.accepted === undefined && (added === undefined || added.has(check.id)) && isFinding(check, failOn)
  if (result.checks.some(counts)) return EXIT.findings
  if (failOn !== 'never' && result.budgets?.some(({ isMet }) => !isMet) === true) return EXIT.findings
  return EXIT.conformant
}

/** Tells whether an outcome is a finding at or above `--fail-on`. */
export function isFinding({ outcome }: CheckResult, failOn: 'must' | 'should' | 'never'): boolean {
  return failOn !== 'never' && (outcome === 'fail' || (failOn === 'should' && outcome === 'warn'))
}
