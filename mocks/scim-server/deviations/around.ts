import { isJsonObject, type JsonObject, type JsonValue, type ScimResource } from '../../protocol/index.ts'
import type { ScimRequest, ScimResponse } from '../wire/message.ts'
import { ScimError, type ScimErrorOptions } from '../wire/scim-error.ts'
import type { Around } from './deviation.ts'

/** Tells to which requests a deviation applies. */
export type When = (request: ScimRequest) => boolean

/** Matches a method and a path below the base URL; HEAD does not count as GET. */
export const on =
  (method: string, path: RegExp): When =>
  (request) =>
    request.method === method && path.test(request.path)

/** Matches POST to `/Users` or `/Groups`. */
export const isCreate: When = on('POST', /^\/(?:Users|Groups)\/?$/)
/** GET of `/Users` or `/Groups`, and `.search` below them. */
export const isQuery: When = (request) =>
  on('GET', /^\/(?:Users|Groups)\/?$/)(request) || on('POST', /^\/(?:Users|Groups)\/\.search$/)(request)
/** Matches GET of one User or Group. */
export const isRead: When = on('GET', /^\/(?:Users|Groups)\/[^/]+$/)
export const isPut: When = on('PUT', /^\/(?:Users|Groups)\/[^/]+$/)
export const isPatch: When = on('PATCH', /^\/(?:Users|Groups)\/[^/]+$/)
export const isDelete: When = on('DELETE', /^\/(?:Users|Groups)\/[^/]+$/)
/** Matches a bulk request. */
export const isBulk: When = on('POST', /^\/Bulk\/?$/)
/** Matches every request for Users or Groups. */
export const isResource: When = ({ path }) => /^\/(?:Users|Groups)(?:\/|$)/.test(path)
/** Matches every request for Users. */
export const isUser: When = ({ path }) => /^\/Users(?:\/|$)/.test(path)
/** Matches every request for Groups. */
export const isGroup: When = ({ path }) => /^\/Groups(?:\/|$)/.test(path)
export const always: When = () => true

/** Combines two conditions with "and". */
export const both =
  (first: When, second: When): When =>
  (request) =>
    first(request) && second(request)

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

/** Rewrites the JSON object in the body of a success; a body that becomes undefined is left out. */
export function bodies(
  when: When,
  change: (body: JsonObject, request: ScimRequest, response: ScimResponse) => JsonValue | undefined,
): Around {
  return succeeding(when, (response, request) => {
    if (!isJsonObject(response.body)) return response
    return withBody(response, change(response.body, request, response))
  })
}

/** Rewrites each resource in a successful response, alone or in a list. */
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

/** Changes requests before the right server sees them. */
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

/** Changes the filter of a query; undefined drops it. */
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

/** The filter of a query, by GET or by POST. */
export function filterOf(request: ScimRequest): string | undefined {
  if (request.method !== 'POST') return request.query.get('filter') ?? undefined
  const filter = isJsonObject(request.body) ? request.body['filter'] : undefined
  return typeof filter === 'string' ? filter : undefined
}

/** Returns parameters with one set, or removed if there is no value. */
export function withParameter(query: URLSearchParams, name: string, value: string | undefined): URLSearchParams {
  const next = new URLSearchParams(query)
  if (value === undefined) next.delete(name)
  else next.set(name, value)
  return next
}

/** Rejects requests that the correct server would accept; `when` may inspect the request. */
export function refusing(when: When, status: number, says: string, options: ScimErrorOptions = {}): Around {
  return async (request, serve) => {
    if (when(request)) throw new ScimError(status, says, options)
    return serve(request)
  }
}

/** Returns a response with another body; undefined removes the body. */
export function withBody({ status, headers: fields }: ScimResponse, body: JsonValue | undefined): ScimResponse {
  return body === undefined ? { status, headers: fields } : { status, headers: fields, body }
}

/** An object without some of its members. */
export function without<Whole extends JsonObject>(object: Whole, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}

/** An error of another status, in HTTP and in its body. */
export function restated(response: ScimResponse, status: number): ScimResponse {
  const body = isJsonObject(response.body) ? { ...response.body, status: String(status) } : undefined
  return withBody({ ...response, status }, body)
}

/** Returns the operations of a PATCH or of a bulk request or response; empty if there are none. */
export function operationsOf({ body }: { readonly body?: JsonValue }): JsonObject[] {
  const listed = isJsonObject(body) ? body['Operations'] : undefined
  return Array.isArray(listed) ? listed.filter(isJsonObject) : []
}

/** Changes each operation of a bulk request or response. */
export const eachOperation = (body: JsonObject, change: (operation: JsonObject) => JsonValue): JsonObject => ({
  ...body,
  Operations: (Array.isArray(body['Operations']) ? body['Operations'] : []).map((one) =>
    isJsonObject(one) ? change(one) : one,
  ),
})

/** The `op` of an operation in lower case. */
export const opOf = ({ op }: JsonObject): string => String(op).toLowerCase()

/** Returns the path of an operation, or an empty string. */
export const pathOf = ({ path }: JsonObject): string => (typeof path === 'string' ? path : '')

/** Tells whether a response has a status from 200 to 299. */
const isSuccess = ({ status }: ScimResponse): boolean => status >= 200 && status < 300
