/** A JSON object as this API accepts and returns it. */
export interface JsonObject {
  [member: string]: JsonValue | undefined
}

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject

/** A JSON Schema of draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Returns whether a value is a JSON object, neither an array nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The maximum depth of a body, so that no stored value is too deep to be written. */
export const MAX_DEPTH = 64

/** Returns whether a value nests arrays and objects deeper than a number of levels; it stops at that depth. */
export function isDeeperThan(value: JsonValue | undefined, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((part) => isDeeperThan(part, levels - 1))
}
