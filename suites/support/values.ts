import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'

/**
 * Returns the value of a member, whose name is compared without regard to case (RFC 7643 §2.1); undefined if there is
 * none.
 */
export function member(object: unknown, name: string): JsonValue | undefined {
  if (!isJsonObject(object)) return undefined
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : object[key]
}

/** Returns the value at a path of names such as `name.givenName`; undefined if any part is missing. */
export function valueAt(object: unknown, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = isJsonObject(object) ? object : undefined
  for (const name of path.split('.')) value = member(value, name)
  return value
}

/** Returns the value at a path if it is a string; otherwise undefined. */
export function stringAt(object: unknown, path: string): string | undefined {
  const value = valueAt(object, path)
  return typeof value === 'string' ? value : undefined
}

/** Returns the elements of a multi-valued complex attribute; empty if it has none. */
export function elementsOf(object: unknown, name: string): JsonObject[] {
  const value = member(object, name)
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

/**
 * Returns whether an attribute has a value: absent, null, an empty array and objects of only such values are the same
 * state (RFC 7643 §2.5).
 */
export function isAssigned(value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.length > 0
  return isJsonObject(value) ? Object.values(value).some(isAssigned) : true
}

/**
 * Returns whether a user's displayName is derived from the name by the server (RFC 7643 §4.1.1 allows any form); the
 * value that was sent then proves nothing about the server.
 */
export function isDerivedFromName(user: unknown): boolean {
  const displayName = stringAt(user, 'displayName')
  const parts = ['name.givenName', 'name.familyName'].flatMap((path) => stringAt(user, path) ?? [])
  return displayName !== undefined && parts.length > 0 && displayName === parts.join(' ')
}
