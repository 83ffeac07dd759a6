import { type Call, objectBody } from '../api/call.ts'
import type { Answer, Operation } from '../api/operation.ts'
import { valueAt } from '../filter/values.ts'
import type { DirectoryEvent, PlacedEvent } from '../store/events.ts'
import { ApiError } from '../wire/api-error.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../wire/json.ts'
import { isDescending, readEventQuery } from './event-query.ts'

const BASE = '/insights/directory/v1/events'
const DEFAULT_LIMIT = 1000
const MAX_LIMIT = 10_000

/** The operations of Directory Insights: events and who caused them. */
export const insightsOperations: readonly Operation[] = [
  {
    id: 'directoryInsights_eventsPost',
    method: 'POST',
    path: BASE,
    summary: 'Query events',
    needs: ['insights', 'read'],
    body: 'EventQuery',
    answers: {
      200: {
        says: 'A page of events, in the order of time',
        schema: 'DirectoryEvent',
        isList: true,
        headers: {
          'x-result-count': 'The number of events on this page.',
          'x-limit': 'The maximum number of events on a page; if the page is full, there may be a next one.',
          'x-sort': '`ASC` or `DESC`.',
          'x-search_after': 'The value of `search_after` for the next query.',
          'x-request-id': 'The id of the request.',
        },
      },
    },
    handle: queryEvents,
  },
  {
    id: 'directoryInsights_eventsCountPost',
    method: 'POST',
    path: `${BASE}/count`,
    summary: 'Count events',
    needs: ['insights', 'read'],
    body: 'EventQuery',
    answers: { 200: { says: 'The number of events', schema: 'EventCount' } },
    handle: (call) => {
      let count = 0
      for (const _ of found(call)) count += 1
      return { status: 200, json: { count } }
    },
  },
  {
    id: 'directoryInsights_eventsDistinctPost',
    method: 'POST',
    path: `${BASE}/distinct`,
    summary: 'List the values of a field',
    needs: ['insights', 'read'],
    body: 'EventDistinctQuery',
    answers: { 200: { says: 'The values, the most frequent first', schema: 'EventDistinct' } },
    handle: distinctValues,
  },
]

function* found(call: Call): Generator<PlacedEvent> {
  const { span, matches } = readEventQuery(call)
  for (const placed of call.store.events.within(span)) if (matches(placed.event)) yield placed
}

function queryEvents(call: Call): Answer {
  const body = objectBody(call)
  const limit = limitOf(body['limit'])
  const skip = typeof body['skip'] === 'number' && Number.isInteger(body['skip']) ? Math.max(0, body['skip']) : 0
  const page: DirectoryEvent[] = []
  let before = 0
  let searchAfter = body['search_after'] ?? []
  for (const { place, event } of found(call)) {
    before += 1
    if (before <= skip) continue
    page.push(event)
    searchAfter = [Date.parse(event.timestamp), String(place)]
    if (page.length === limit) break
  }
  return {
    status: 200,
    json: page.map(picker(body['fields'])),
    headers: {
      'x-result-count': String(page.length),
      'x-limit': String(limit),
      'x-sort': isDescending(body) ? 'DESC' : 'ASC',
      'x-search_after': JSON.stringify(searchAfter),
      'x-request-id': call.newId(),
    },
  }
}

function distinctValues(call: Call): Answer {
  const path = String(objectBody(call)['field']).split('.')
  const counts = new Map<string, number>()
  for (const { event } of found(call)) {
    const value = valueAt(event, path)
    if (value === undefined || value === null || typeof value === 'object') continue
    const key = String(value).toLowerCase()
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const buckets = [...counts].map(([key, doc_count]) => ({ key, doc_count })).sort((a, b) => b.doc_count - a.doc_count)
  return { status: 200, json: { buckets, doc_count_error_upper_bound: 0, sum_other_doc_count: 0 } }
}

/** Returns the limit of a query; an invalid one means the default. */
function limitOf(limit: JsonValue | undefined): number {
  return typeof limit === 'number' && Number.isInteger(limit) && limit > 0 ? Math.min(limit, MAX_LIMIT) : DEFAULT_LIMIT
}

const FIELDS = new Set([
  'id',
  'event_type',
  'timestamp',
  'service',
  'organization',
  'resource',
  'changes',
  'association',
  'initiated_by',
  'auth_method',
  'client_ip',
  'useragent',
  'success',
  '@version',
])

/**
 * Returns a function that selects the named fields, `resource.username` as part of its object. Throws ApiError 400 if
 * none of them is known.
 */
function picker(fields: JsonValue | undefined): (event: DirectoryEvent) => JsonObject {
  if (fields === undefined) return (event) => event
  const paths = (Array.isArray(fields) ? fields : []).map((field) => String(field).split('.'))
  if (!paths.some(([name = '']) => FIELDS.has(name)))
    throw new ApiError(400, 'fields must name at least one known field')
  return (event) => {
    const picked: JsonObject = {}
    for (const path of paths) put(picked, path, valueAt(event, path))
    return picked
  }
}

function put(holder: JsonObject, [name = '', ...rest]: readonly string[], value: JsonValue | undefined): void {
  if (value === undefined) return
  if (rest.length === 0) {
    Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
    return
  }
  const inner = Object.hasOwn(holder, name) ? holder[name] : undefined
  const target = isJsonObject(inner) ? inner : {}
  Object.defineProperty(holder, name, { value: target, enumerable: true, configurable: true, writable: true })
  put(target, rest, value)
}
