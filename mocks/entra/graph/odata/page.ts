import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/index.ts'
import { parseJson } from '../../../transport/index.ts'
import { GraphError } from '../wire/graph-error.ts'
import { compileFilter, orderOf, valueAt } from './evaluate-filter.ts'
import { parseFilter } from './filter-tree.ts'
import { type ODataQuery, PAGE } from './query.ts'

/** A page of a collection. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** The number of objects in the whole collection that match the filter. */
  readonly total: number
  /** The `$skiptoken` of the next page; undefined at the end. */
  readonly next: string | undefined
}

/** The collection of a page: objects with ids, in the order of the collection. */
export interface PageOptions {
  readonly query: ODataQuery
  /** The names with which a path in `$filter` or `$orderby` may begin. */
  readonly properties: readonly string[]
}

/** Filters, sorts and cuts a collection. Throws GraphError. */
export function pageOf<Item extends JsonObject>(all: Iterable<Item>, { query, properties }: PageOptions): Page<Item> {
  const matches = query.filter === undefined ? () => true : compileFilter(parseFilter(query.filter), properties)
  const admitted = [...all].filter(matches)
  const sorted = query.orderBy === undefined ? admitted : sort(admitted, query.orderBy, properties)
  const start = query.skipToken === undefined ? 0 : startOf(query.skipToken, sorted)
  const end = start + (query.top ?? PAGE.usual)
  const items = sorted.slice(start, end)
  const last = items.at(-1)
  return {
    items,
    total: sorted.length,
    next:
      last !== undefined && end < sorted.length ? writeToken({ after: String(last['id']), offset: end }) : undefined,
  }
}

function sort<Item extends JsonObject>(
  items: readonly Item[],
  orderBy: NonNullable<ODataQuery['orderBy']>,
  properties: readonly string[],
): Item[] {
  const terms = orderBy.map(({ path, isDescending }) => ({ names: path.split('/'), sign: isDescending ? -1 : 1 }))
  for (const { names } of terms)
    if (!properties.some((name) => name.toLowerCase() === names[0]?.toLowerCase()))
      throw new GraphError(
        400,
        'BadRequest',
        `Could not find a property named '${names[0]?.slice(0, 100)}' in $orderby.`,
      )
  return [...items].sort((a, b) => {
    for (const { names, sign } of terms) {
      const [left, right] = [valueAt(a, names) ?? null, valueAt(b, names) ?? null]
      // Null is the lowest value (OData 4.01 §11.2.6.2).
      const order =
        left === null || right === null ? Number(left !== null) - Number(right !== null) : orderOf(left, right)
      if (order !== undefined && order !== 0) return order * sign
    }
    return 0
  })
}

interface SkipToken {
  /** Id of the last object of the page before. */
  readonly after: string
  /** The start of the page if that object no longer exists. */
  readonly offset: number
}

/** Encodes a token, which is opaque to clients. */
export const writeToken = (token: object): string => Buffer.from(JSON.stringify(token)).toString('base64url')

/** Reads a token. Throws GraphError if this server did not issue it. */
export function readToken(text: string): Readonly<Record<string, unknown>> {
  const token = parseJson<JsonValue>(Buffer.from(text, 'base64url').toString('utf8'))
  if (isJsonObject(token)) return { ...token }
  throw new GraphError(
    400,
    'Directory_ExpiredPageToken',
    'The specified page token value has expired and can no longer be included in your request.',
  )
}

function startOf(text: string, items: readonly JsonObject[]): number {
  const { after, offset } = readToken(text) as Partial<SkipToken>
  const index = items.findIndex(({ id }) => id === after)
  if (index !== -1) return index + 1
  return typeof offset === 'number' && Number.isInteger(offset) && offset >= 0 ? offset : 0
}
