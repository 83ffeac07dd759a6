import { type Condition, EVERYTHING } from '../filter/condition.ts'
import { type SortKey, satisfies, sorted, sortKeys } from '../filter/evaluate.ts'
import { queryFilters } from '../filter/query-filters.ts'
import { searchTerms } from '../filter/search-filter.ts'
import { v1Filter } from '../filter/v1-filter.ts'
import { v2Filter } from '../filter/v2-filter.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../wire/json.ts'
import { type Call, headerOf } from './call.ts'
import type { Answer } from './operation.ts'

/** The parameters of a list request. */
export interface ListRequest {
  readonly limit: number
  readonly skip: number
  readonly sort: readonly SortKey[]
  /** The fields to return; empty for all. */
  readonly fields: readonly string[]
  readonly condition: Condition
}

const DEFAULT_LIMIT = 10

/**
 * Returns the limit and offset of a page; 0 requests the maximum, and a value that is not a whole number the default.
 */
export function pageOf(
  limit: JsonValue | undefined,
  skip: JsonValue | undefined,
  most: number,
): { limit: number; skip: number } {
  const wanted = whole(limit) ?? DEFAULT_LIMIT
  return { limit: wanted === 0 ? most : Math.min(wanted, most), skip: whole(skip) ?? 0 }
}

/** Reads the query of a v1 list; `searched` are the fields that `search` looks into. Throws ApiError 400. */
export function v1List({ query, switches }: Call, searched: readonly string[]): ListRequest {
  return {
    ...pageOf(query.get('limit') ?? undefined, query.get('skip') ?? undefined, switches.listLimit),
    sort: sortKeys(splitAtBlanks(query.get('sort'))),
    fields: splitAtBlanks(query.get('fields')),
    condition: both(
      queryFilters(query, true, (text) => v1Filter(text, switches.plainFilterOperators)),
      v1Search(query, searched),
    ),
  }
}

/** Reads the query of a v2 list. Throws ApiError 400. */
export function v2List({ query, switches }: Call): ListRequest {
  return {
    ...pageOf(query.get('limit') ?? undefined, query.get('skip') ?? undefined, switches.listLimit),
    sort: sortKeys(splitAtCommas(query.getAll('sort'))),
    fields: splitAtCommas(query.getAll('fields')),
    condition: both(queryFilters(query, false, v2Filter), EVERYTHING),
  }
}

/** Splits names at blanks; v1 treats a list with commas as one name. */
export const splitAtBlanks = (text: string | null): string[] => (text ?? '').split(/\s+/).filter(Boolean)
const splitAtCommas = (texts: readonly string[]): string[] => texts.flatMap((text) => text.split(',')).filter(Boolean)

/** Returns a record with only the requested fields, and the ids. */
export function pickFields(record: JsonObject, fields: readonly string[]): JsonObject {
  if (fields.length === 0) return record
  return Object.fromEntries(
    Object.entries(record).filter(([name]) => name === '_id' || name === 'id' || fields.includes(name)),
  )
}

/** Returns a v1 list of few records: `{ totalCount, results }`. */
export function answerV1List(call: Call, records: readonly JsonObject[], searched: readonly string[]): Answer {
  const request = v1List(call, searched)
  const found = select(records, request)
  return { status: 200, json: { totalCount: found.total, results: found.page } }
}

/** Returns a v2 list of few records: the page, and the total in `x-total-count`. */
export function answerV2List(call: Call, records: readonly JsonObject[]): Answer {
  const { total, page } = select(records, v2List(call))
  return { status: 200, json: page, headers: totals(call, total, records.length) }
}

/** Returns the headers of a v2 list. */
export function totals({ request }: Call, total: number, unfiltered: number): Readonly<Record<string, string>> {
  const asked = headerOf(request, 'x-unfiltered-total-count')
  return {
    'x-total-count': String(total),
    ...(asked === undefined || asked === '' ? {} : { 'x-unfiltered-total-count': String(unfiltered) }),
  }
}

function select(records: readonly JsonObject[], request: ListRequest): { total: number; page: JsonObject[] } {
  const { condition, sort, skip, limit, fields } = request
  const found = sorted(
    records.filter((record) => satisfies(record, condition)),
    sort,
  )
  return { total: found.length, page: found.slice(skip, skip + limit).map((record) => pickFields(record, fields)) }
}

/** `search=term`, or, as in the specification, an object with `searchTerm` and `fields`, in JSON or in brackets. */
function v1Search(query: URLSearchParams, searched: readonly string[]): Condition {
  const text = query.get('search')
  const given = text === null ? undefined : parsedObject(text)
  const searchTerm = given?.['searchTerm'] ?? query.get('search[searchTerm]') ?? text ?? ''
  if (searchTerm === '') return EVERYTHING
  const bracketed = [...query].filter(([name]) => /^search\[fields\]/.test(name)).map(([, value]) => value)
  const fields = given?.['fields'] ?? (bracketed.length === 0 ? [...searched] : bracketed)
  return searchTerms({ searchTerm, fields })
}

function parsedObject(text: string): JsonObject | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function both(conditions: readonly Condition[], search: Condition): Condition {
  const of = search === EVERYTHING ? conditions : [...conditions, search]
  return of.length === 0 ? EVERYTHING : { kind: 'all', of }
}

function whole(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}
