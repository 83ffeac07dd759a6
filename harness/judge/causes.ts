import type { CheckResult } from '../../reports/index.ts'

/** What links findings to each other. */
export interface CauseParts {
  /** Ids of the checks that decide an ability, in the order of the run. */
  readonly deciders: ReadonlyMap<string, readonly string[]>
}

const isFinding = ({ outcome }: CheckResult): boolean => outcome === 'fail' || outcome === 'warn'

/**
 * Says of each result from which finding it follows. A skip names its root cause: a check, or an ability; where an ability is named, the cause is
 * the first finding of the checks that decide it. A cause that itself follows from another leads to that one.
 */
export function withCauses(results: readonly CheckResult[], { deciders }: CauseParts): readonly CheckResult[] {
  const byId = new Map(results.map((result) => [result.id, result]))

  const causeOf = (result: CheckResult, seen: ReadonlySet<string> = new Set()): string | undefined => {
    const { rootCause } = result
    if (isFinding(result) || rootCause === undefined) return undefined
    const candidates = byId.has(rootCause) ? [rootCause] : (deciders.get(rootCause) ?? [])
    for (const id of candidates) {
      const candidate = byId.get(id)
      if (candidate === undefined || id === result.id || seen.has(id)) continue
      if (isFinding(candidate)) return id
      const further = causeOf(candidate, new Set([...seen, result.id]))
      if (further !== undefined) return further
    }
    return undefined
  }

  return results.map((result) => {
    const cause = causeOf(result)
    return cause === undefined ? result : { ...result, cause }
  })
}

/** Ids of the findings that follow from no other, the gravest first; among equals the one from which most follows. A connection that is closed comes first of all. */
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
    .filter((result) => isFinding(result) && result.cause === undefined)
    .map((result, index) => ({ id: result.id, weights: [...weight(result), index] }))
    .toSorted((a, b) => {
      const at = a.weights.findIndex((value, index) => value !== b.weights[index])
      return at < 0 ? 0 : (a.weights[at] ?? 0) - (b.weights[at] ?? 0)
    })
    .map(({ id }) => id)
}
