import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { type HttpRequest, parseJson } from '../../mocks/transport/index.ts'

/** Returns the body of a request as a JSON object, if it is one. */
export function bodyOf(request: HttpRequest): JsonObject | undefined {
  const body = parseJson<JsonValue>(request.body ?? '')
  return isJsonObject(body) ? body : undefined
}

/** Returns the same request with another body. */
export function withBody(request: HttpRequest, body: JsonObject): HttpRequest {
  return { ...request, body: JSON.stringify(body) }
}

/** Returns the same request with one header changed, or without it. */
export function withHeader(request: HttpRequest, name: string, value: string | undefined): HttpRequest {
  const others = Object.entries(request.headers).filter(([key]) => key !== name)
  return { ...request, headers: Object.fromEntries(value === undefined ? others : [...others, [name, value]]) }
}

/** Returns the operations of a PATCH body; undefined if there is no list of objects. */
export function operationsOf(body: JsonObject | undefined): readonly JsonObject[] | undefined {
  const operations = body?.[operationsKey(body)]
  return Array.isArray(operations) && operations.length > 0 && operations.every(isJsonObject) ? operations : undefined
}

/** Returns the same PATCH with other operations. */
export function withOperations(request: HttpRequest, operations: readonly JsonObject[]): HttpRequest {
  const body = bodyOf(request) ?? {}
  const key = operationsKey(body)
  // `Object.fromEntries` treats `__proto__` like any other member.
  return withBody(
    request,
    Object.fromEntries(Object.entries(body).map(([name, value]) => [name, name === key ? [...operations] : value])),
  )
}

/** Returns a member by its name in any letter case. */
export function member(object: JsonObject, name: string): JsonValue | undefined {
  const wanted = name.toLowerCase()
  return Object.entries(object).find(([key]) => key.toLowerCase() === wanted)?.[1]
}

/** Returns the object with one member changed in its place, or without it. */
export function replaceMember(object: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  const entries = Object.entries(object)
  if (value === undefined) return Object.fromEntries(entries.filter(([key]) => key !== name))
  if (!Object.hasOwn(object, name)) return Object.fromEntries([...entries, [name, value]])
  return Object.fromEntries(entries.map(([key, old]) => [key, key === name ? value : old]))
}

/** Changes each scalar of a value; `name` is the nearest member name above it. */
export function mapScalars(
  value: JsonValue,
  name: string,
  change: (value: string | number | boolean | null, name: string) => JsonValue,
): JsonValue {
  if (Array.isArray(value)) return value.map((element) => mapScalars(element, name, change))
  if (!isJsonObject(value)) return change(value, name)
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, inner === undefined ? inner : mapScalars(inner, key, change)]),
  )
}

/** Returns the URL of a request without its query. */
export function plainUrl(request: HttpRequest): string {
  return request.url.split('?')[0] ?? request.url
}

/** Returns the last segment of the path of a URL: `Users`, or an id. */
export function lastSegment(request: HttpRequest): string {
  return plainUrl(request).split('/').filter(Boolean).at(-1) ?? ''
}

function operationsKey(body: JsonObject): string {
  return Object.keys(body).find((key) => key.toLowerCase() === 'operations') ?? 'Operations'
}
