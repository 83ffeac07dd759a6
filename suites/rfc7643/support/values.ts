import { isJsonObject, type JsonObject, type JsonValue } from '../../../mocks/protocol/index.ts'

/** The value of a member, its name compared without case (RFC 7643 §2.1); undefined where there is none. */
export function member(object: unknown, name: string): JsonValue | undefined {
  if (!isJsonObject(object)) return undefined
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : object[key]
}

/** The value at a path of names, `name.givenName`; undefined where any part is missing. */
export function valueAt(object: unknown, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = isJsonObject(object) ? object : undefined
  for (const name of path.split('.')) value = member(value, name)
  return value
}

/** Tells whether a value is one: absent, null, an empty array and an object of such are the same state (RFC 7643 §2.5). */
export function isAssigned(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.length > 0
  return isJsonObject(value) ? Object.values(value).some(isAssigned) : true
}

/** The elements of a multi-valued complex attribute; empty where it has none. */
export function elementsOf(object: unknown, name: string): JsonObject[] {
  const value = member(object, name)
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

/** Compares without regard to letter case, as values that are not case exact may change it (RFC 7643 §7). */
export function equalsIgnoringCase(one: unknown, other: unknown): boolean {
  return typeof one === 'string' && typeof other === 'string' && one.toLowerCase() === other.toLowerCase()
}

/** Each letter in the other case: `aB-1` becomes `Ab-1`. */
export function swapCase(text: string): string {
  return [...text]
    .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
    .join('')
}

/** The form of an xsd:dateTime with its zone optional (RFC 7643 §2.3.5). */
export const DATE_TIME: RegExp = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/

/** Milliseconds since 1970 of an xsd:dateTime; a missing zone is read as UTC. */
export function instantOf(value: unknown): number {
  const text = String(value)
  return Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
}

/** Tells whether a text is the absolute or relative form of a URI (RFC 3986): no blanks, and parseable against a base. */
export function isUriReference(value: unknown, base: string): boolean {
  return typeof value === 'string' && value !== '' && !/\s/.test(value) && URL.canParse(value, `${base}/`)
}

/** Tells whether a text is an absolute URI. */
export function isAbsoluteUri(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\S+$/i.test(value)
}
