import { type CheckResult, isTargetFinding } from '../../reports/index.ts'

/**
 * Returns the ids of the findings that follow from no other, the gravest first; of equal ones the one from which most
 * others follow. A closed connection precedes all others.
 */
export function rankedCauses(results: readonly CheckResult[]): readonly string[] {
  const followers = new Map<string, number>()
  for (const { cause } of results) if (cause !== undefined) followers.set(cause, (followers.get(cause) ?? 0) + 1)
  const weight = (result: CheckResult): readonly number[] => [
    result.accepted === undefined ? 0 : 1,
    result.outcome === 'fail' ? 0 : 1,
    result.actual === 'reset' ? 0 : 1,
    result.gravity ?? 5,
    -(followers.get(result.id) ?? 0),
  ]
  return results
    .filter((result) => isTargetFinding(result) && result.cause === undefined)
    .map((result, index) => ({ id: result.id, weights: [...weight(result), index] }))
    .toSorted((a, b) => {
      const at = a.weights.findIndex((value, index) => value !== b.weights[index])
      return at < 0 ? 0 : (a.weights[at] ?? 0) - (b.weights[at] ?? 0)
    })
    .map(({ id }) => id)
}
