import { isJsonObject, type JsonObject, type JsonValue } from '../wire/json.ts'

const SECRETS = ['password', 'sharedSecret', 'apiKey', 'client_secret', 'access_token'] as const
const MASK = '***'

/**
 * Masks the secrets of a body: of an object, or of a list of them. A list in a list is not a body of the API and is not
 * searched.
 */
export function masked(value: JsonValue | undefined): JsonValue | undefined {
  if (!Array.isArray(value)) return isJsonObject(value) ? maskedRecord(value) : value
  return value.map((item) => (Array.isArray(item) ? [] : isJsonObject(item) ? maskedRecord(item) : item))
}

/** Returns a record with its secrets masked; the record itself if it has none. */
export function maskedRecord(record: JsonObject): JsonObject {
  const found = SECRETS.filter((name) => Object.hasOwn(record, name))
  return found.length === 0 ? record : { ...record, ...Object.fromEntries(found.map((name) => [name, MASK])) }
}
