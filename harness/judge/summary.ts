import type { CheckResult, Counts, MappingRow, Outcome, ValidationRow, Verdict } from '../../reports/index.ts'

/** Counts outcomes. */
export function countOutcomes(results: readonly CheckResult[], exchanges: number): Counts {
  const counts: Record<Outcome, number> = { pass: 0, fail: 0, warn: 0, skip: 0, inapplicable: 0, error: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return { ...counts, exchanges }
}

/** The verdict: untestable beats incomplete beats nonconformant. */
export function verdictOf(
  results: readonly CheckResult[],
  state: { isTestable: boolean; isComplete: boolean },
): Verdict {
  if (!state.isTestable) return 'untestable'
  if (!state.isComplete) return 'incomplete'
  return results.some(({ outcome }) => outcome === 'fail') ? 'nonconformant' : 'conformant'
}

const isPlayed = ({ outcome }: CheckResult): boolean => ['pass', 'fail', 'warn'].includes(outcome)

/**
 * Why nothing at all could be judged, though something was to be: each check stood on something that failed before it. Nothing of the kind is
 * a conformant server. Undefined where something was judged, and where nothing that was chosen applies.
 */
export function whyNothingJudged(results: readonly CheckResult[]): string | undefined {
  if (results.some((result) => isPlayed(result) || result.outcome === 'error')) return undefined
  const skipped = results.find(({ outcome, rootCause }) => outcome === 'skip' && rootCause !== 'read-only')
  return skipped === undefined ? undefined : `nothing that was chosen could be judged: ${skipped.reason ?? skipped.id}`
}

/** Says in one sentence whether Entra could provision this server, and what would break; no more than what was played can tell. */
export function summarise(
  verdict: Verdict,
  results: readonly CheckResult[],
  mapping: readonly MappingRow[],
  validation: readonly ValidationRow[],
  reason?: string,
): string {
  if (verdict === 'untestable') return `The target could not be tested: ${reason ?? 'it did not answer'}.`
  const failed = results.filter(({ outcome }) => outcome === 'fail')
  const entra = failed.filter(
    ({ suite, verdict: breaks }) => suite === 'entra' || suite === 'jumpcloud' || breaks === 'breaks-entra',
  )
  const prefix = verdict === 'incomplete' ? 'The run was interrupted; so far: ' : ''
  if (!results.some(isPlayed)) return `${prefix}Nothing was judged: all that was chosen was skipped, or does not apply.`
  // Entra writes: a part of the run, or one that only reads, does not tell whether it could.
  const isPart = verdict === 'incomplete' || results.some(({ rootCause }) => rootCause === 'read-only')
  const isEntraPlayed = !isPart && results.some((result) => result.suite === 'entra' && isPlayed(result))
  const unasked =
    isEntraPlayed || verdict === 'incomplete' ? '' : '; whether Entra could provision this server was not asked'
  const misses =
    mapping.filter(({ outcome }) => outcome === 'fail').length +
    validation.filter(({ outcome }) => outcome === 'fail').length
  if (failed.length === 0 && misses === 0) {
    const warned = results.filter(({ outcome }) => outcome === 'warn').length
    const doubts = warned === 0 ? '' : `; ${warned === 1 ? 'one point deserves' : `${warned} points deserve`} a look`
    return isEntraPlayed
      ? `${prefix}Entra could provision this server: nothing that was played would break${doubts}.`
      : `${prefix}${prefix === '' ? 'A' : 'a'}ll that was played holds${doubts}${unasked}.`
  }
  if (failed.length === 0) return `${prefix}${misses} rows of the mapping and validation reports do not hold.`
  const told = [
    ...new Set((entra.length > 0 ? entra : failed).map(({ title, impact }) => impact ?? `not so: ${title}`)),
  ]
  const rest = told.length - 3
  const what = `${told.slice(0, 3).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`
  if (entra.length > 0) return `${prefix}Entra could not provision this server reliably: ${what}.`
  const subject = isEntraPlayed ? 'Entra could provision this server, but it' : 'The server'
  const points = failed.length === 1 ? 'one point' : `${failed.length} points`
  return `${prefix}${subject} departs from SCIM in ${points}: ${what}${unasked}.`
}
