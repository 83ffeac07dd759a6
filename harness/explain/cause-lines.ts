import { STATUS_CODES } from 'node:http'
import type { ExplainedCause, ExplainedLog } from './explain-log.ts'

/** The outcome of a check that was run to reproduce a cause. */
export interface Reproduction {
  readonly outcome: string
  readonly reason?: string
}

/** A log and the facts about its file, ready to be rendered. */
export interface LogPage {
  /** The name of the file. */
  readonly file: string
  /** A description of the format of the file. */
  readonly form: string
  readonly notes: readonly string[]
  readonly log: ExplainedLog
  /** The results of the checks at the target, by id; absent if no target was given. */
  readonly reproduced?: ReadonlyMap<string, Reproduction>
  /** Options of `run` for the target, such as `--target URL`. */
  readonly target: string
}

const OWNERS: Readonly<Record<ExplainedCause['owner'], string>> = {
  server: 'the owner of the server',
  tenant: 'the administrator of the tenant',
  both: 'the owner of the server or the administrator of the tenant',
  nobody: 'no action is needed: it passes by itself',
  unknown: 'unknown',
}

/** Returns the labelled lines of a cause, in reading order. A line without a value is left out. */
export function linesOf(cause: ExplainedCause): readonly (readonly [label: string, text: string])[] {
  const { tried, meaning, remedy, owner, hints, source, firstAt, lastAt } = cause
  const when = firstAt === undefined ? '' : firstAt === lastAt ? firstAt : `${firstAt} to ${lastAt}`
  const lines: (readonly [string, string])[] = [
    ['Entra tried to', tried.join('; ')],
    ['The server answered', answerOf(cause)],
    ['It means', meaning],
    ['To fix it', remedy],
    ...hints.map((hint): [string, string] => ['Hint', hint]),
    ['Who can fix it', OWNERS[owner]],
    ['Examples', examplesOf(cause)],
    ['When', when],
    ['Source', source ?? ''],
  ]
  return lines.filter(([, text]) => text !== '')
}

function answerOf({ status, answer }: ExplainedCause): string {
  const named = status === undefined ? '' : `${status} ${STATUS_CODES[status] ?? ''}`.trim()
  const said = answer.length > MAX_ANSWER ? `${answer.slice(0, MAX_ANSWER)}…` : answer
  return [named, said].filter(Boolean).join(': ')
}

const MAX_ANSWER = 400

function examplesOf({ examples, objects }: ExplainedCause): string {
  const total = Object.values(objects).reduce((sum, count) => sum + count, 0)
  const more = total - examples.length
  return examples.length === 0 ? '' : `${examples.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Describes the affected objects: "12 users and 1 group in 40 entries, 3 of them succeeded later". */
export function touchedBy({ objects, entries, recovered }: ExplainedCause): string {
  const named = Object.entries(objects).map(([kind, count]) =>
    countOf(count, /group/i.test(kind) ? 'group' : /user/i.test(kind) ? 'user' : kind),
  )
  const later = recovered === 0 ? '' : `; ${recovered} succeeded later`
  return `${named.join(' and ')} in ${countOf(entries, 'entry')}${later}`
}

/** The command that reproduces a cause; undefined if no check does. */
export function commandOf({ checks }: ExplainedCause, target: string): string | undefined {
  if (checks.length === 0) return undefined
  return `scim-rehearsal run ${target} ${checks.map(({ id }) => `--check ${id}`).join(' ')}`
}

/** Returns the heading of a cause: its code and title. */
export const headingOf = ({ code, title, isKnown }: ExplainedCause): string =>
  code === '' || !isKnown ? title : `${code}: ${title}`

/** Summarizes the log in one sentence. */
export function summaryOf({ form, log }: LogPage): string {
  const { entries, counts, firstAt, lastAt } = log
  const warned = counts.warning === 0 ? '' : `, ${counts.warning} with a warning`
  const when = firstAt === undefined ? '' : ` from ${firstAt} to ${lastAt}`
  return `${countOf(entries, 'entry')} (${form})${when}: ${counts.failure} failed${warned}, ${counts.skipped} skipped, ${counts.success} succeeded`
}

/** Returns the results of the checks for a cause, one line per check; empty if they were not run. */
export function reproducedLines({ checks }: ExplainedCause, page: LogPage): readonly string[] {
  const { reproduced } = page
  if (reproduced === undefined) return []
  return checks.map(({ id, title }) => {
    const found = reproduced.get(id)
    if (found === undefined) return `not run  ${id}`
    return `${found.outcome.padEnd(7)}  ${id}: ${found.outcome === 'fail' || found.outcome === 'warn' ? (found.reason ?? title) : title}`
  })
}

function countOf(count: number, noun: string): string {
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`
  return `${count.toLocaleString('en')} ${count === 1 ? noun : plural}`
}
