import type { Call } from '../api/call.ts'
import { headerOf, objectBody } from '../api/call.ts'
import { CONDITION_LIMITS } from '../filter/condition.ts'
import { valueAt } from '../filter/values.ts'
import type { DirectoryEvent, EventSpan } from '../store/events.ts'
import { ApiError } from '../wire/api-error.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../wire/json.ts'

/** A query of events: a time span and a condition. */
export interface EventQuery {
  readonly span: EventSpan
  readonly matches: (event: DirectoryEvent) => boolean
}

type Test = (event: JsonObject) => boolean

/** The number of days for which events are kept. */
const RETENTION_DAYS = 90
const DAY = 24 * 60 * 60 * 1000
/** The last millisecond of the year 2199. */
const LATEST = Date.UTC(2200, 0) - 1
/** Fields that cannot be searched (specification, "Search Queries Not Supported"). */
const UNSEARCHABLE = new Set(['changes', 'useragent', 'system_timestamp'])

/** Reads the body of a query. Throws ApiError 400. */
export function readEventQuery(call: Call): EventQuery {
  const body = objectBody(call)
  const now = Date.parse(call.now)
  const from = Date.parse(String(body['start_time']))
  const to = body['end_time'] === undefined ? LATEST : Date.parse(String(body['end_time']))
  if (from > now) throw new ApiError(400, 'start_time is in the future')
  if (to < from) throw new ApiError(400, 'end_time is before start_time')
  const services = Array.isArray(body['service']) ? body['service'].map(String) : []
  const isOfService: Test = ({ service }) => services.includes('all') || services.includes(String(service))
  const tests = [isOfService, ...searchTests(body['search_term']), ...textTests(body)]
  // The content of `x-search_after`: a time, and the position of the last event.
  const after = Array.isArray(body['search_after']) ? Number(body['search_after'][1] ?? Number.NaN) : Number.NaN
  return {
    span: {
      organizations: organizationsOf(call),
      from: Math.max(from, now - RETENTION_DAYS * DAY),
      to: Math.min(to, LATEST),
      isDescending: isDescending(body),
      ...(Number.isSafeInteger(after) ? { after } : {}),
    },
    matches: (event) => tests.every((test) => test(event)),
  }
}

/**
 * Returns whether events are in descending order; the default is ascending, `DESC` in any letter case is descending.
 */
export const isDescending = ({ sort }: JsonObject): boolean => typeof sort === 'string' && sort.toUpperCase() === 'DESC'

/** Returns the organizations of a query; a provider may name several, each in a header `x-org-id`. */
function organizationsOf({ request, caller, store }: Call): string[] {
  const ids = (headerOf(request, 'x-org-id') ?? '').split(',').map((id) => id.trim())
  const theirs = ids.filter((id) => caller.isMultiTenant && store.organizations.find(id) !== undefined)
  return theirs.length > 1 ? theirs : [caller.organization]
}

function searchTests(term: JsonValue | undefined): Test[] {
  if (!isJsonObject(term)) return []
  const left = { fields: CONDITION_LIMITS.fields }
  return conjunctions(term, left, 0)
}

function conjunctions(term: JsonObject, left: { fields: number }, depth: number): Test[] {
  if (depth > CONDITION_LIMITS.depth)
    throw new ApiError(400, `search_term may be ${CONDITION_LIMITS.depth} levels deep`)
  return Object.entries(term).map(([name, value = null]) => {
    if (name === 'and' || name === 'or' || name === 'not') {
      const parts = [value].flat().map((part): Test => {
        const tests = isJsonObject(part) ? conjunctions(part, left, depth + 1) : []
        return (event) => (name === 'or' ? tests.some((test) => test(event)) : tests.every((test) => test(event)))
      })
      if (name === 'or') return (event) => parts.some((part) => part(event))
      if (name === 'not') return (event) => !parts.some((part) => part(event))
      return (event) => parts.every((part) => part(event))
    }
    left.fields -= 1
    if (left.fields < 0) throw new ApiError(400, `search_term may have at most ${CONDITION_LIMITS.fields} criteria`)
    return criterion(name, value)
  })
}

/**
 * Returns the test of a field; one of several values is sufficient. Letter case is ignored: values are compared in
 * lower case.
 */
function criterion(name: string, wanted: JsonValue): Test {
  const path = name.split('.')
  if (UNSEARCHABLE.has(path[0] ?? '')) throw new ApiError(400, `${name.slice(0, 80)} cannot be searched`)
  const texts = new Set([wanted].flat().map((value) => String(value).toLowerCase()))
  return (event) => {
    const actual = valueAt(event, path)
    return [actual ?? null].flat().some((value) => value !== null && texts.has(String(value).toLowerCase()))
  }
}

/** Returns the tests of strings: `q` searches anywhere in a value, `exact_match` compares the whole value. */
function textTests({ q, exact_match }: JsonObject): Test[] {
  const tests: Test[] = []
  if (typeof q === 'string' && q !== '') {
    const text = q.toLowerCase()
    tests.push((event) => valuesIn(event).some((value) => value.includes(text)))
  }
  if (typeof exact_match === 'string' && exact_match !== '') {
    const text = exact_match.toLowerCase()
    tests.push((event) => valuesIn(event).includes(text))
  }
  return tests
}

function valuesIn(value: JsonValue | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(valuesIn)
  if (isJsonObject(value)) return Object.values(value).flatMap(valuesIn)
  return value === undefined || value === null ? [] : [String(value).toLowerCase()]
}
