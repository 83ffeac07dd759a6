import type { CheckResult } from '../../reports/index.ts'

/**
 * Adds to the rerun of a violated invariant the check whose exchange violated it: an invariant sends no requests, so
 * a rerun of only the invariant has nothing to judge.
 */
export function withTraffic(
  invariants: readonly CheckResult[],
  checks: readonly CheckResult[],
  replay: ((...checkIds: readonly string[]) => string) | undefined,
): CheckResult[] {
  const causeOf = new Map<string, string>()
  for (const { id, evidence } of checks)
    for (const exchange of evidence) if (!causeOf.has(exchange)) causeOf.set(exchange, id)
  return invariants.map((invariant) => {
    // An exchange of discovery belongs to no check; every run has it.
    const cause = invariant.evidence.map((exchange) => causeOf.get(exchange)).find((id) => id !== undefined)
    return replay === undefined || cause === undefined
      ? invariant
      : { ...invariant, replay: replay(invariant.id, cause) }
  })
}
