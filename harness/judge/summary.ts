import type {
  CheckResult,
  Counts,
  Interruption,
  MappingRow,
  Outcome,
  ValidationRow,
  Verdict,
} from '../../reports/index.ts'
import { rankedCauses } from './ranked-causes.ts'

/** Counts outcomes. */
export function countOutcomes(results: readonly CheckResult[], exchanges: number): Counts {
  const counts: Record<Outcome, number> = { pass: 0, fail: 0, warn: 0, skip: 0, inapplicable: 0, error: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return { ...counts, exchanges }
}

/** Returns the verdict: untestable takes precedence over incomplete, and incomplete over nonconformant. */
export function verdictOf(
  results: readonly CheckResult[],
  state: { isTestable: boolean; isComplete: boolean },
): Verdict {
  if (!state.isTestable) return 'untestable'
  if (!state.isComplete) return 'incomplete'
  return results.some(({ outcome }) => outcome === 'fail') ? 'nonconformant' : 'conformant'
}

const isJudged = ({ outcome }: CheckResult): boolean => ['pass', 'fail', 'warn'].includes(outcome)

/**
 * Explains why nothing could be judged although checks were selected: each check depends on one that failed. A target
 * like that is not conformant. Undefined if something was judged, or if no selected check applies.
 */
export function whyNothingJudged(results: readonly CheckResult[]): string | undefined {
  if (results.some((result) => isJudged(result) || result.outcome === 'error')) return undefined
  const skipped = results.find(({ outcome, rootCause }) => outcome === 'skip' && rootCause !== 'read-only')
  return skipped === undefined
    ? undefined
    : `none of the selected checks could be judged: ${skipped.reason ?? skipped.id}`
}

/** The facts of a run that its summary needs, other than the results. */
export interface SummaryOptions {
  /** The reason why the target could not be tested. */
  readonly reason?: string
  /** The time since which the target does not respond. */
  readonly interruption?: Interruption
  /** True if the run sent requests one at a time, because the target fails while it processes several. */
  readonly isSerial?: boolean
  /** The target closes kept-alive connections when the next request comes. */
  readonly dropsReuse?: boolean
}

/**
 * Summarizes in a few sentences whether Entra can provision this server and what would break. It claims only what the
 * checks that ran can show.
 */
export function summarise(
  verdict: Verdict,
  results: readonly CheckResult[],
  mapping: readonly MappingRow[],
  validation: readonly ValidationRow[],
  { reason, interruption, isSerial = false, dropsReuse = false }: SummaryOptions = {},
): string {
  const errors = results.filter(({ outcome }) => outcome === 'error').length
  return [
    errors === 0 ? '' : `Internal error in scim-rehearsal in ${counted(errors, 'check')}, please report it.`,
    verdict === 'untestable' ? `The target could not be tested: ${reason ?? 'it did not answer'}.` : '',
    interruption === undefined ? '' : interruptionSentence(interruption, results.length),
    verdict === 'incomplete' && interruption === undefined ? 'The run was interrupted; results so far:' : '',
    verdict === 'untestable' ? '' : findingsSentence(verdict, results, mapping, validation),
    isSerial ? OVERLAP : '',
    dropsReuse ? REUSE : '',
  ]
    .filter(Boolean)
    .join(' ')
}

/** Without this sentence, a reader would look for the fault in single requests. */
const OVERLAP =
  'The server fails while it processes several requests at the same time (500, 503 or no answer), and succeeds with the same requests alone; so the run went on one request at a time.'

/** Entra's client sends a request without a body again, and no other (dotnet/corefx#26708). */
const REUSE =
  "The server closes connections that it has kept alive when the next request comes; a write of Entra's fails then and waits for the next cycle. Answer with Connection: close, or keep idle connections open for longer. The run went on with a new connection for each request."

/** Says since when a target does not respond, and the consequences. */
function interruptionSentence(interruption: Interruption, checks: number): string {
  const { reason, requests, notRun, lastAnswer, unanswered = [] } = interruption
  const last = lastAnswer === undefined ? '' : ` Before that, ${lastAnswer}.`
  const then = unanswered.length === 0 ? '' : ` It did not respond to ${unanswered.join(', ')}.`
  return `The target stopped working after ${counted(requests, 'request')} (${reason.replace(/[.;]\s*$/, '')}); ${notRun} of ${counted(checks, 'check')} ${notRun === 1 ? 'was' : 'were'} not run.${last}${then}`
}

function findingsSentence(
  verdict: Verdict,
  results: readonly CheckResult[],
  mapping: readonly MappingRow[],
  validation: readonly ValidationRow[],
): string {
  const judged = results.filter(isJudged)
  if (judged.length === 0)
    return verdict === 'incomplete'
      ? 'No check was judged.'
      : 'No check was judged: each was skipped or does not apply.'
  const isReadOnly = results.some(({ rootCause }) => rootCause === 'read-only')
  const isEntraJudged = !isReadOnly && judged.some(({ suite }) => suite === 'entra')
  const limits = limitsOf(verdict, results, isReadOnly)

  const byId = new Map(results.map((result) => [result.id, result]))
  const failed = rankedCauses(results)
    .flatMap((id) => byId.get(id) ?? [])
    .filter(({ outcome }) => outcome === 'fail')
  const misses = [...mapping, ...validation].filter(({ outcome }) => outcome === 'fail').length
  if (failed.length === 0 && misses === 0) {
    const warned = results.filter(({ outcome }) => outcome === 'warn').length
    const doubts = warned === 0 ? '' : ` ${counted(warned, 'warning')}.`
    if (verdict === 'incomplete') return `No check failed.${doubts}`
    return isEntraJudged && limits === ''
      ? `Entra can provision this server: ${warned === 0 ? 'no check found a problem' : 'no check failed'}.${doubts}`
      : `All ${counted(judged.length, 'selected check')} passed.${doubts}${limits}`
  }
  if (failed.length === 0) return `${counted(misses, 'row')} of the mapping and validation reports failed.${limits}`
  const entra = failed.filter(
    ({ id, suite, verdict: breach, gravity = 5 }) =>
      suite === 'entra' || suite === 'jumpcloud' || breach === 'breaks-entra' || breaksEntra(id, gravity, results),
  )
  const names = [...new Set((entra.length > 0 ? entra : failed).map(nameOf))]
  const what = names.slice(0, 3).join('; ')
  const rest = names.length > 3 ? `; and ${names.length - 3} more` : ''
  if (entra.length > 0) {
    const others = failed.length - entra.length
    const also = others === 0 ? '' : ` It also violates SCIM in ${counted(others, 'other place')}.`
    return `Entra cannot provision this server reliably: ${what}${rest}.${also}${limits}`
  }
  const subject = isEntraJudged && verdict !== 'incomplete' ? 'Entra can provision this server, but it' : 'The server'
  const places = failed.length === 1 ? ': ' : ` in ${failed.length} places, starting with: `
  return `${subject} violates SCIM${places}${what}${rest}.${limits}`
}

/**
 * Returns whether a cause that another suite found affects Entra: a check of the Entra suite failed because of it, or
 * cannot be judged because of a grave one.
 */
function breaksEntra(cause: string, gravity: number, results: readonly CheckResult[]): boolean {
  const followers = results.filter((result) => result.suite === 'entra' && result.cause === cause)
  const hasFailed = followers.some(({ violated = [] }) => violated.some((id) => id.startsWith('entra.')))
  return followers.length > 0 && (gravity <= 2 || (gravity === 3 && hasFailed))
}

/** Describes what a partial run did not test. */
function limitsOf(verdict: Verdict, results: readonly CheckResult[], isReadOnly: boolean): string {
  if (verdict === 'incomplete') return ''
  if (isReadOnly) return ' The run was read-only: checks that change the target did not run.'
  return results.some((result) => result.suite === 'entra' && isJudged(result)) ? '' : ' The Entra suite did not run.'
}

/**
 * Returns the failure of a finding without its full stop, for a list; its reason or title if its requirements
 * have none.
 */
function nameOf({ failure, reason, title }: CheckResult): string {
  return (failure ?? reason ?? title).replace(/\.$/, '')
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
