import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts'

const SECRETS = new Set(['password', 'sharedSecret', 'apiKey', 'client_secret', 'access_token'])
const MASK = '***'

/** A body without its secrets. */
export function masked(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item) => masked(item) ?? null)
  return isJsonObject(value) ? maskedRecord(value) : value
}

/** A record without its secrets; itself where it has none. */
export function maskedRecord(record: JsonObject): JsonObject {
  if (!Object.keys(record).some((name) => SECRETS.has(name))) return record
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, SECRETS.has(name) ? MASK : value]))
}
