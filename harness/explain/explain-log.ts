import type { LogRecord } from '../../mocks/entra/index.ts'
import { answerHints } from './answer-hints.ts'
import { type ErrorCode, errorCodeOf } from './error-codes.ts'
import { answerIn } from './server-answer.ts'

/** A check that reproduces a cause. */
interface ReproducingCheck {
  readonly id: string
  readonly title: string
}

/** Failures with the same cause. */
export interface ExplainedCause {
  /** The code in the log; empty if the log has none. */
  readonly code: string
  /** False for a code that neither Microsoft's documentation nor this tool knows. */
  readonly isKnown: boolean
  readonly title: string
  /** What Entra tried, in sentences. */
  readonly tried: readonly string[]
  /** The HTTP status of the server's response, if the log contains it. */
  readonly status?: number
  /** The server's response, or the reason in the log. */
  readonly answer: string
  readonly meaning: string
  readonly remedy: string
  readonly owner: ErrorCode['owner'] | 'unknown'
  readonly hints: readonly string[]
  readonly checks: readonly ReproducingCheck[]
  readonly source?: string
  readonly entries: number
  /** Distinct objects by kind: `{ User: 12 }`. */
  readonly objects: Readonly<Record<string, number>>
  /** Objects whose latest entry is a success. */
  readonly recovered: number
  /** The first names, in the order of the log. */
  readonly examples: readonly string[]
  readonly firstAt?: string
  readonly lastAt?: string
}

/** The explanation of a log. */
export interface ExplainedLog {
  readonly entries: number
  readonly counts: {
    readonly success: number
    readonly failure: number
    readonly skipped: number
    readonly warning: number
  }
  readonly firstAt?: string
  readonly lastAt?: string
  /** Failures and warnings by cause, those with the most objects first. */
  readonly causes: readonly ExplainedCause[]
  /** Skipped entries by code. */
  readonly skipped: readonly ExplainedCause[]
}

const EXAMPLES = 5

/** Groups the failures of a log by cause and explains each. `titles` are those of the existing checks, by id. */
export function explainLog(records: readonly LogRecord[], titles: ReadonlyMap<string, string>): ExplainedLog {
  const count = (status: string): number => records.filter((record) => record.status === status).length
  const latest = latestStatus(records)
  const explain = (group: readonly LogRecord[]): ExplainedCause => explainGroup(group, latest, titles)
  const failed = records.filter(({ status }) => status === 'failure' || status === 'warning')
  const skipped = records.filter(({ status }) => status === 'skipped')
  return {
    entries: records.length,
    counts: {
      success: count('success'),
      failure: count('failure'),
      skipped: count('skipped'),
      warning: count('warning'),
    },
    ...span(records),
    causes: [...Map.groupBy(failed, causeKey).values()].map(explain).toSorted(byTouched),
    skipped: [...Map.groupBy(skipped, ({ errorCode }) => errorCode ?? '').values()].map(explain).toSorted(byTouched),
  }
}

/**
 * Returns the key of a cause: failures with the same code and the same response, apart from the values it quotes, have
 * one cause.
 */
function causeKey({ errorCode = '', reason = '' }: LogRecord): string {
  const { status, text } = answerIn(reason)
  return JSON.stringify([errorCode.toLowerCase(), status, withoutValues(text)])
}

/** Removes the values that differ between objects in the same response. */
function withoutValues(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,27}/gi, '…')
    .replaceAll(/[^\s"'<>()]+@[^\s"'<>()]+/g, '…')
    .replaceAll(/(?<![\w:])(["'])(?:(?!\1).){1,200}\1(?!\s*:)/g, '…')
    .replaceAll(/\d[\d.:TZ+-]*/g, '…')
    .slice(0, 300)
}

const objectOf = ({ kind, sourceId, name }: LogRecord): string => `${kind} ${sourceId ?? name ?? ''}`

function latestStatus(records: readonly LogRecord[]): ReadonlyMap<string, string> {
  const latest = new Map<string, { readonly at: string; readonly status: string }>()
  for (const record of records) {
    const key = objectOf(record)
    const at = record.at ?? ''
    const before = latest.get(key)
    if (record.status !== 'skipped' && (before === undefined || at >= before.at))
      latest.set(key, { at, status: record.status })
  }
  return new Map([...latest].map(([key, { status }]) => [key, status]))
}

function explainGroup(
  group: readonly LogRecord[],
  latest: ReadonlyMap<string, string>,
  titles: ReadonlyMap<string, string>,
): ExplainedCause {
  const [first] = group
  const code = first?.errorCode ?? ''
  const row = code === '' ? undefined : errorCodeOf(code)
  const reason = first?.reason ?? first?.failedSteps[0] ?? ''
  const { status, text } = answerIn(reason)
  const hints = first?.status === 'skipped' ? [] : answerHints.filter(({ pattern }) => pattern.test(text))
  // The cause that the response indicates is more likely, so it is the first.
  const ids = [...new Set([...hints.flatMap(({ checks }) => checks), ...(row?.checks ?? [])])]
  const objects = new Map(group.map((record) => [objectOf(record), record]))
  return {
    code,
    isKnown: row !== undefined,
    title: row?.title ?? unknownTitle(code),
    tried: [...new Set(group.map(triedBy))],
    ...(status === undefined ? {} : { status }),
    answer: text,
    meaning: row?.meaning ?? 'The meaning of this code is not documented. Only the reason in the log is known.',
    remedy:
      row?.remedy ??
      'Read the reason. If it quotes an answer of the server, send that request to the server by hand; otherwise ask Microsoft support with the change id.',
    owner: row?.owner ?? 'unknown',
    hints: hints.map(({ says }) => says),
    checks: ids.flatMap((id) => {
      const title = titles.get(id)
      return title === undefined ? [] : [{ id, title }]
    }),
    ...(row === undefined ? {} : { source: row.source }),
    entries: group.length,
    objects: countBy([...objects.values()], ({ kind }) => kind),
    recovered: [...objects.keys()].filter((key) => latest.get(key) === 'success').length,
    examples: [...new Set([...objects.values()].flatMap(({ name, sourceId }) => name ?? sourceId ?? []))].slice(
      0,
      EXAMPLES,
    ),
    ...span(group),
  }
}

const unknownTitle = (code: string): string =>
  code === '' ? 'The log gives no error code' : `${code} is not a documented error code`

/** What Entra did, by the action of the log. */
const TRIED: Readonly<Record<string, string>> = {
  create: 'create a %s (POST)',
  update: 'change a %s (PATCH)',
  disable: 'deactivate a %s (PATCH active)',
  delete: 'delete a %s (DELETE)',
  stageddelete: 'delete a %s, held back',
  other: 'match a %s (GET with a filter)',
}

function triedBy({ action, kind }: LogRecord): string {
  const noun = /group/i.test(kind) ? 'group' : /user/i.test(kind) ? 'user' : kind
  return (TRIED[action] ?? `${action} a %s`).replace('%s', noun)
}

function span(records: readonly LogRecord[]): { firstAt?: string; lastAt?: string } {
  const times = records.flatMap(({ at }) => at ?? []).toSorted()
  const [firstAt] = times
  const lastAt = times.at(-1)
  return { ...(firstAt === undefined ? {} : { firstAt }), ...(lastAt === undefined ? {} : { lastAt }) }
}

function countBy<Item>(items: readonly Item[], name: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[name(item)] = (counts[name(item)] ?? 0) + 1
  return counts
}

const touched = ({ objects }: ExplainedCause): number => Object.values(objects).reduce((sum, count) => sum + count, 0)
const byTouched = (a: ExplainedCause, b: ExplainedCause): number =>
  touched(b) - touched(a) || a.code.localeCompare(b.code)
