/** Any JSON value (RFC 8259). */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject

/** A JSON object; an absent member is `undefined` when read. */
export interface JsonObject {
  [member: string]: JsonValue | undefined
}

/** Returns whether a value is a JSON object, neither an array nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
