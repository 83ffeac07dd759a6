import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { parseJson } from '../../transport/index.ts'
import { fieldReader, type LogField } from './log-fields.ts'
import { csvRows, isCsv } from './log-table.ts'

/** The format of the file of a provisioning log. */
export type LogForm = 'portal-json' | 'portal-csv' | 'graph' | 'ndjson' | 'diagnostic'

/** One entry of a provisioning log in any format. Members that the format does not have are absent. */
export interface LogRecord {
  /** Lower case: `create`, `update`, `disable`, `delete`, `stageddelete`, `other`. */
  readonly action: string
  /** The status in lower case: `success`, `failure`, `skipped`, `warning`. */
  readonly status: string
  readonly errorCode?: string
  readonly reason?: string
  /** The time in ISO 8601. */
  readonly at?: string
  /** The kind of object: `User`, `Group` … */
  readonly kind: string
  readonly sourceId?: string
  readonly name?: string
  /** The descriptions of the failed steps. */
  readonly failedSteps: readonly string[]
}

/** The content of a provisioning log. */
export interface ReadLog {
  readonly form: LogForm
  readonly records: readonly LogRecord[]
  /** Notes on omitted parts, such as a truncated last line. */
  readonly notes: readonly string[]
}

/** The file does not contain a provisioning log. The message says what it contains instead. */
export class InvalidLog extends Error {
  override readonly name = 'InvalidLog'
}

/**
 * Reads a provisioning log: the portal's download in JSON or CSV, pages of Graph's `GET /auditLogs/provisioning` (v1.0
 * and beta), records of a diagnostic setting or a Log Analytics export, or one entry per line. Throws InvalidLog.
 */
export function readProvisioningLog(text: string): ReadLog {
  if (text.trim() === '') throw new InvalidLog('the file is empty')
  const documents = /^\s*[[{]/.test(text) ? jsonDocuments(text) : undefined
  const { form, entries, notes } = documents ?? csvDocuments(text)
  const records = entries.flatMap((entry) => recordOf(entry) ?? [])
  if (records.length === 0)
    throw new InvalidLog(
      `it has no entry of a provisioning log${entries.length === 0 ? '' : `: ${countOf(entries.length, 'object')} without a status or an error code`}`,
    )
  const ignored = entries.length - records.length
  return {
    form,
    records,
    notes: [...notes, ...(ignored > 1 ? [`${ignored} objects are not entries of a provisioning log`] : [])],
  }
}

interface Documents {
  readonly form: LogForm
  readonly entries: readonly JsonObject[]
  readonly notes: readonly string[]
}

function jsonDocuments(text: string): Documents {
  const whole = parseJson<JsonValue>(text)
  if (whole !== undefined) return { ...entriesOf(whole), notes: [] }
  const lines = text.split(/\r?\n/)
  const last = lines.findLastIndex((line) => line.trim() !== '')
  const entries: JsonObject[] = []
  const notes: string[] = []
  let form: LogForm = 'ndjson'
  lines.forEach((line, index) => {
    if (line.trim() === '') return
    const parsed = parseJson<JsonValue>(line)
    if (parsed !== undefined) {
      const read = entriesOf(parsed)
      if (read.form === 'diagnostic' || (read.form === 'graph' && read.entries.length !== 1)) form = read.form
      entries.push(...read.entries)
    } else if (index === last && entries.length > 0) notes.push(`line ${index + 1} is cut off and was left out`)
    else throw new InvalidLog(notJson(text, index + 1))
  })
  return { form, entries, notes }
}

function notJson(text: string, line: number): string {
  const isOneDocument = line === 1
  return isOneDocument
    ? `it begins like JSON and is not: ${text.trimEnd().endsWith('}') || text.trimEnd().endsWith(']') ? 'it has a syntax error' : 'it ends early'}`
    : `line ${line} is not JSON`
}

/**
 * Returns the entries of one JSON document: an array, a page of Graph, records of a diagnostic setting, or one entry.
 */
function entriesOf(document: JsonValue): Omit<Documents, 'notes'> {
  if (Array.isArray(document)) {
    const inner = document.filter(isJsonObject).map(entriesOf)
    return {
      form: inner.some(({ form }) => form === 'diagnostic') ? 'diagnostic' : 'portal-json',
      entries: inner.flatMap(({ entries }) => entries),
    }
  }
  if (!isJsonObject(document)) return { form: 'portal-json', entries: [] }
  const listed = document['value'] ?? document['records']
  if (Array.isArray(listed)) {
    const { form, entries } = entriesOf(listed)
    return { form: form === 'diagnostic' ? form : 'graph', entries }
  }
  const { properties } = document
  const inner = typeof properties === 'string' ? parseJson<JsonValue>(properties) : properties
  if (isJsonObject(inner)) return { form: 'diagnostic', entries: [{ ...document, ...inner }] }
  return { form: 'graph', entries: [document] }
}

function csvDocuments(text: string): Documents {
  if (!isCsv(text)) throw new InvalidLog('it is neither JSON nor a table with columns')
  const { rows, columns, fault } = csvRows(text)
  if (fault !== undefined) throw new InvalidLog(`it cannot be read as CSV: ${fault}`)
  const [first] = rows
  if (first === undefined) throw new InvalidLog('it has column names and no rows')
  const read = fieldReader(first)
  if (read('errorCode') === undefined && !columns.some((name) => /status|result ?type/i.test(name)))
    throw new InvalidLog(
      `its columns are ${columns.slice(0, 12).map(columnName).join(', ')}; expected the file ProvisioningLogs of the download, which has a status and an error code`,
    )
  const form: LogForm = columns.some((name) => /^(?:ResultSignature|ResultType)$/i.test(name))
    ? 'diagnostic'
    : 'portal-csv'
  return { form, entries: rows, notes: [] }
}

/** A name in quotation marks may contain line breaks, and in a file that is not a table a name may have megabytes. */
const columnName = (name: string): string => name.replaceAll(/\s+/g, ' ').slice(0, 60)

function recordOf(entry: JsonObject): LogRecord | undefined {
  const read = fieldReader(entry)
  const errorCode = read('errorCode')
  const status = (read('status') ?? (errorCode === undefined ? '' : 'failure')).toLowerCase()
  const action = read('action')
  if (status === '' || (action === undefined && errorCode === undefined && read('sourceId') === undefined))
    return undefined
  const optional = (name: 'reason' | 'at' | 'sourceId' | 'name'): object => {
    const value = read(name as LogField)
    return value === undefined ? {} : { [name]: value }
  }
  return {
    action: (action ?? 'other').toLowerCase().replaceAll(/[^a-z]/g, ''),
    status: STATUSES[status] ?? status,
    kind: read('kind') ?? 'User',
    ...(errorCode === undefined ? {} : { errorCode }),
    ...optional('reason'),
    ...optional('at'),
    ...optional('sourceId'),
    ...optional('name'),
    failedSteps: failedSteps(entry),
  }
}

/** The values of status in the portal and in Log Analytics. */
const STATUSES: Readonly<Record<string, string>> = {
  failed: 'failure',
  fail: 'failure',
  succeeded: 'success',
  skip: 'skipped',
}

function failedSteps(entry: JsonObject): string[] {
  const name = Object.keys(entry).find((key) => key.toLowerCase() === 'provisioningsteps')
  const given = name === undefined ? undefined : entry[name]
  const steps = typeof given === 'string' ? parseJson<JsonValue>(given) : given
  if (!Array.isArray(steps)) return []
  return steps.filter(isJsonObject).flatMap((step) => {
    const read = (key: string): string => {
      const value = step[key] ?? step[key.charAt(0).toUpperCase() + key.slice(1)]
      return typeof value === 'string' ? value : ''
    }
    return /^fail/i.test(read('status')) && read('description') !== '' ? [read('description')] : []
  })
}

const countOf = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
