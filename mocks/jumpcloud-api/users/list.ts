import { RE2JS } from 're2js'
import { ApiError } from '../api-error.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'
import type { SystemUser } from './system-user.ts'

/** Records of one page at most for GET, and for a search (the vendor's PowerShell module asks for 1000 there). */
export const LIST_LIMITS = { list: 100, search: 1000 } as const
const DEFAULT_LIMIT = 10

/** What a list was asked for. */
export interface ListRequest {
  readonly limit: number
  readonly skip: number
  /** Space separated, `-` for descending. */
  readonly sort: string
  /** Space separated. */
  readonly fields: string
  readonly matches: (user: SystemUser) => boolean
}

/** Reads the query of GET /systemusers. Throws ApiError 400. */
export function listRequest(query: URLSearchParams): ListRequest {
  const filters = [...query]
    .filter(([name]) => /^filter(?:\[\d*\])?$/.test(name))
    .map(([, value]) => fieldFilter(value))
  const search = query.get('search')?.toLowerCase()
  return {
    limit: Math.min(natural(query.get('limit'), DEFAULT_LIMIT), LIST_LIMITS.list),
    skip: natural(query.get('skip'), 0),
    sort: query.get('sort') ?? '',
    fields: query.get('fields') ?? '',
    matches: (user) =>
      filters.every((filter) => filter(user)) &&
      (search === undefined || [user.username, user.email].some((text) => text.toLowerCase().includes(search))),
  }
}

/** Reads the body of POST /search/systemusers. Throws ApiError 400. */
export function searchRequest(body: JsonObject): ListRequest {
  const search = isJsonObject(body['searchFilter']) ? body['searchFilter'] : undefined
  const terms = [search?.['searchTerm'] ?? []].flat().map((term) => String(term).toLowerCase())
  const fields = Array.isArray(search?.['fields']) ? search['fields'].map(String) : []
  const condition = mongoFilter(body['filter'])
  return {
    limit: Math.min(natural(body['limit'], DEFAULT_LIMIT), LIST_LIMITS.search),
    skip: natural(body['skip'], 0),
    sort: typeof body['sort'] === 'string' ? body['sort'] : '',
    fields: typeof body['fields'] === 'string' ? body['fields'] : '',
    matches: (user) =>
      condition(user) &&
      (terms.length === 0 ||
        terms.some((term) =>
          fields.some((field) =>
            String(user[field] ?? '')
              .toLowerCase()
              .includes(term),
          ),
        )),
  }
}

/** Filters, sorts, pages and cuts: `{ totalCount, results }`. */
export function listUsers(
  users: readonly SystemUser[],
  request: ListRequest,
): { totalCount: number; results: JsonObject[] } {
  const found = users.filter(request.matches)
  const sorted = request.sort === '' ? found : [...found].sort(order(request.sort.split(/\s+/)))
  const page = sorted.slice(request.skip, request.skip + request.limit)
  return { totalCount: found.length, results: page.map((user) => cut(user, request.fields)) }
}

/** Keeps the fields that were asked for, and the id. */
export function cut(user: SystemUser, fields: string): JsonObject {
  const names = fields.split(/\s+/).filter(Boolean)
  if (names.length === 0) return user
  return Object.fromEntries(Object.entries(user).filter(([name]) => name === '_id' || names.includes(name)))
}

const OPERATORS: Readonly<Record<string, (actual: string, wanted: string) => boolean>> = {
  $eq: (actual, wanted) => actual === wanted,
  $ne: (actual, wanted) => actual !== wanted,
  $gt: (actual, wanted) => actual > wanted,
  $gte: (actual, wanted) => actual >= wanted,
  $lt: (actual, wanted) => actual < wanted,
  $lte: (actual, wanted) => actual <= wanted,
  // A linear-time engine, so that no pattern hangs the mock.
  $regex: (actual, wanted) => RE2JS.compile(wanted).matcher(actual).find(),
}

/** `field:$eq:value`. */
function fieldFilter(text: string): (user: SystemUser) => boolean {
  const [, field = '', operator = '', wanted = ''] = /^([\w.]+):(\$?\w+):(.*)$/s.exec(text) ?? []
  const compare = OPERATORS[operator.startsWith('$') ? operator : `$${operator}`]
  if (compare === undefined)
    throw new ApiError(400, `invalid filter ${JSON.stringify(text.slice(0, 80))}; write field:$eq:value`)
  return (user) => compare(String(user[field] ?? ''), wanted)
}

/** `{ and: [...] }`, `{ or: [...] }`, a bare array, or fields with values. */
function mongoFilter(filter: JsonValue | undefined): (user: SystemUser) => boolean {
  if (filter === undefined || filter === null) return () => true
  if (Array.isArray(filter)) {
    const parts = filter.map(mongoFilter)
    return (user) => parts.every((part) => part(user))
  }
  if (!isJsonObject(filter)) throw new ApiError(400, 'filter must be an object or an array')
  const { and, or } = filter
  if (Array.isArray(or)) {
    const parts = or.map(mongoFilter)
    return (user) => parts.some((part) => part(user))
  }
  if (Array.isArray(and)) return mongoFilter(and)
  return (user) => Object.entries(filter).every(([field, wanted]) => satisfies(user[field], wanted))
}

function satisfies(actual: JsonValue | undefined, wanted: JsonValue | undefined): boolean {
  if (!isJsonObject(wanted)) return (actual ?? null) === (wanted ?? null)
  return Object.entries(wanted).every(
    ([operator, value]) => OPERATORS[operator]?.(String(actual ?? ''), String(value)) ?? false,
  )
}

function order(fields: readonly string[]): (a: SystemUser, b: SystemUser) => number {
  return (a, b) => {
    for (const field of fields) {
      const name = field.replace(/^-/, '')
      const [left, right] = [String(a[name] ?? ''), String(b[name] ?? '')]
      if (left !== right) return (left < right ? -1 : 1) * (field.startsWith('-') ? -1 : 1)
    }
    return 0
  }
}

function natural(value: JsonValue | undefined, otherwise: number): number {
  const number = Number(value ?? otherwise)
  return Number.isInteger(number) && number >= 0 ? number : otherwise
}
