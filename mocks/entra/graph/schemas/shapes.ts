/** A JSON Schema (2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>

export const TEXT: JsonSchema = { type: 'string' }
export const NULLABLE_TEXT: JsonSchema = { type: ['string', 'null'] }
export const BOOLEAN: JsonSchema = { type: 'boolean' }
export const INTEGER: JsonSchema = { type: 'integer' }
export const ID: JsonSchema = { type: 'string', minLength: 1 }
export const GUID: JsonSchema = { type: 'string', pattern: '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' }
export const INSTANT: JsonSchema = { type: 'string', format: 'date-time' }
export const NULLABLE_INSTANT: JsonSchema = { type: ['string', 'null'], format: 'date-time' }
export const ANY_OBJECT: JsonSchema = { type: 'object' }

export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items })
export const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/**
 * Returns the schema of an object; unknown members are rejected unless they are annotations (`@odata.type`,
 * `members@odata.bind`).
 */
export function closed(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    patternProperties: { '@': {} },
    additionalProperties: false,
  }
}

/** Returns the schema of an object; unknown members are allowed. */
export function open(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) }
}
