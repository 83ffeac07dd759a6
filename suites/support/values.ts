import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'

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

/** The value at a path, as text; undefined where it is none. */
export function textAt(object: unknown, path: string): string | undefined {
  const value = valueAt(object, path)
  return typeof value === 'string' ? value : undefined
}

/** The elements of a multi-valued complex attribute; empty where it has none. */
export function elementsOf(object: unknown, name: string): JsonObject[] {
  const value = member(object, name)
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

/** Tells whether a value is one: absent, null, an empty array and an object of such are the same state (RFC 7643 §2.5). */
export function isAssigned(value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.length > 0
  return isJsonObject(value) ? Object.values(value).some(isAssigned) : true
}

/** Tells whether a user's displayName is one that the server makes out of the name (RFC 7643 §4.1.1 leaves it how): what was sent for it is then no test of the server. */
export function isMadeOfName(user: unknown): boolean {
  const displayName = textAt(user, 'displayName')
  const parts = ['name.givenName', 'name.familyName'].flatMap((path) => textAt(user, path) ?? [])
  return displayName !== undefined && parts.length > 0 && displayName === parts.join(' ')
}
