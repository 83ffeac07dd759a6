import { isJsonObject, type JsonObject, type JsonValue, type ScimResource } from '../../protocol/index.ts'
import type { ScimRequest, ScimResponse } from '../wire/message.ts'
import { ScimError, type ScimErrorOptions } from '../wire/scim-error.ts'
import type { Around } from './deviation.ts'
import { filterOf, withBody, withParameter } from './message-parts.ts'
import { always, isPatch, isQuery, type When } from './request-conditions.ts'

/** Wraps one deviation in another. */
export const chained =
  (outer: Around, inner: Around): Around =>
  (request, serve) =>
    outer(request, (changed) => inner(changed, serve))

/** Rewrites responses; the change also receives the request. */
export function answering(
  when: When,
  change: (response: ScimResponse, request: ScimRequest) => ScimResponse | Promise<ScimResponse>,
): Around {
  return async (request, serve) => {
    const response = await serve(request)
    return when(request) ? change(response, request) : response
  }
}

/** Rewrites responses with status 200 to 299. */
export function succeeding(
  when: When,
  change: (response: ScimResponse, request: ScimRequest) => ScimResponse | Promise<ScimResponse>,
): Around {
  return answering(when, (response, request) => (isSuccess(response) ? change(response, request) : response))
}

/** Rewrites errors with one status, or all errors. */
export function failing(
  status: number | undefined,
  change: (response: ScimResponse, request: ScimRequest) => ScimResponse,
  when: When = always,
): Around {
  return answering(when, (response, request) =>
    response.status >= 400 && (status === undefined || response.status === status)
      ? change(response, request)
      : response,
  )
}

/** Rewrites the JSON object in the body of a success; a body that becomes undefined is omitted. */
export function bodies(
  when: When,
  change: (body: JsonObject, request: ScimRequest, response: ScimResponse) => JsonValue | undefined,
): Around {
  return succeeding(when, (response, request) => {
    if (!isJsonObject(response.body)) return response
    return withBody(response, change(response.body, request, response))
  })
}

/** Rewrites each resource in a successful response, as a single resource or in a list. */
export function resources(when: When, change: (resource: ScimResource, request: ScimRequest) => JsonObject): Around {
  return bodies(when, (body, request) => {
    const { Resources } = body
    if (Array.isArray(Resources))
      return { ...body, Resources: Resources.map((one) => (isJsonObject(one) ? change(one, request) : one)) }
    return isJsonObject(body['meta']) ? change(body, request) : body
  })
}

/** Sets headers of responses; undefined removes one. */
export function headers(when: When, set: Readonly<Record<string, string | undefined>>): Around {
  return answering(when, (response) => {
    const changed: Record<string, string | undefined> = { ...response.headers, ...set }
    const kept = Object.entries(changed).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return { ...response, headers: Object.fromEntries(kept) }
  })
}

/** Changes requests before the correct server receives them. */
export function asking(when: When, change: (request: ScimRequest) => ScimRequest): Around {
  return (request, serve) => serve(when(request) ? change(request) : request)
}

/** Changes the JSON object in the body of requests. */
export function sending(when: When, change: (body: JsonObject, request: ScimRequest) => JsonValue): Around {
  return asking(when, (request) =>
    isJsonObject(request.body) ? { ...request, body: change(request.body, request) } : request,
  )
}

/**
 * Replaces each operation of a PATCH by one, by several, or by an empty list. A PATCH without operations is answered
 * with 204.
 */
export function operations(
  change: (operation: JsonObject, request: ScimRequest) => JsonObject | readonly JsonObject[],
  when: When = isPatch,
): Around {
  return async (request, serve) => {
    const listed = isJsonObject(request.body) ? request.body['Operations'] : undefined
    if (!when(request) || !isJsonObject(request.body) || !Array.isArray(listed)) return serve(request)
    const changed = listed.flatMap((one): JsonValue[] => (isJsonObject(one) ? [change(one, request)].flat() : [one]))
    if (changed.length === 0) return { status: 204, headers: {} }
    return serve({ ...request, body: { ...request.body, Operations: changed } })
  }
}

/** Changes the filter of a query; undefined removes it. */
export function filters(change: (filter: string) => string | undefined, when: When = isQuery): Around {
  return asking(when, (request) => {
    const filter = filterOf(request)
    if (filter === undefined) return request
    const next = change(filter)
    if (request.method === 'POST' && isJsonObject(request.body)) {
      const { filter: _before, ...rest } = request.body
      return { ...request, body: next === undefined ? rest : { ...rest, filter: next } }
    }
    return { ...request, query: withParameter(request.query, 'filter', next) }
  })
}

/** Rejects requests that the correct server would accept; `when` may inspect the request. */
export function refusing(when: When, status: number, says: string, options: ScimErrorOptions = {}): Around {
  return async (request, serve) => {
    if (when(request)) throw new ScimError(status, says, options)
    return serve(request)
  }
}

/** Returns whether a response has a status from 200 to 299. */
const isSuccess = ({ status }: ScimResponse): boolean => status >= 200 && status < 300
