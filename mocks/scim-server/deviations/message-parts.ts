import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { ScimRequest, ScimResponse } from '../wire/message.ts'

/** Returns the filter of a query, by GET or by POST. */
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

/** Returns a response with another body; undefined removes the body. */
export function withBody({ status, headers: fields }: ScimResponse, body: JsonValue | undefined): ScimResponse {
  return body === undefined ? { status, headers: fields } : { status, headers: fields, body }
}

/** Returns an object without some of its members. */
export function without<Whole extends JsonObject>(object: Whole, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}

/** Returns an error with another status, in HTTP and in its body. */
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

/** Returns the `op` of an operation in lower case. */
export const opOf = ({ op }: JsonObject): string => String(op).toLowerCase()

/** Returns the path of an operation, or an empty string. */
export const pathOf = ({ path }: JsonObject): string => (typeof path === 'string' ? path : '')
