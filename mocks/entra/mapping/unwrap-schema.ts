import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { InvalidSynchronizationSchema } from './invalid-schema.ts'

/** The maximum depth at which names are converted; a schema has about a dozen levels. */
const MAX_DEPTH = 64

/**
 * Extracts a schema from the formats in which Graph's tools save it: the list of `synchronization/templates`, one
 * template, a list of one; with names as PowerShell writes them (`SynchronizationRules`). Other input is returned
 * unchanged. Throws InvalidSynchronizationSchema.
 */
export function unwrapSchema(json: JsonValue): JsonValue {
  const plain = camelCased(json)
  rejectTruncated(plain)
  const candidates = schemasIn(plain)
  if (candidates.length <= 1) return candidates[0]?.schema ?? plain
  // The template of a non-gallery application is used; the others are connectors with the same name.
  const chosen = candidates.find(({ id }) => id === 'scim') ?? candidates.find(({ id }) => id === 'customappsso')
  if (chosen !== undefined) return chosen.schema
  throw new InvalidSynchronizationSchema([
    `it has ${candidates.length} schemas (${candidates.map(({ id }) => id).join(', ')}); save the one of your application`,
  ])
}

interface Candidate {
  readonly id: string
  readonly schema: JsonObject
}

/** Schemas with rules, by the id of their template. */
function schemasIn(json: JsonValue): Candidate[] {
  if (Array.isArray(json)) return json.flatMap(schemasIn)
  if (!isJsonObject(json)) return []
  const { schema, value, synchronizationRules, id } = json
  if (Array.isArray(synchronizationRules))
    return synchronizationRules.length === 0 ? [] : [{ id: String(id ?? 'schema'), schema: json }]
  if (Array.isArray(value)) return value.flatMap(schemasIn)
  if (isJsonObject(schema)) return schemasIn(schema).map((inner) => ({ ...inner, id: String(id ?? inner.id) }))
  return []
}

/** Converts names to those of JSON if the file is PowerShell's. */
function camelCased(json: JsonValue): JsonValue {
  const isPascal = (value: JsonValue | undefined): boolean =>
    isJsonObject(value) && (value['SynchronizationRules'] ?? value['Schema'] ?? value['Value']) !== undefined
  const [first] = Array.isArray(json) ? json : [json]
  return isPascal(first) ? renamed(json, 0) : json
}

function renamed(value: JsonValue, depth: number): JsonValue {
  if (depth > MAX_DEPTH) throw new InvalidSynchronizationSchema([`it is nested more than ${MAX_DEPTH} levels deep`])
  if (Array.isArray(value)) return value.map((element) => renamed(element, depth + 1))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      of === undefined ? null : renamed(of, depth + 1),
    ]),
  )
}

/** Rejects a truncated file: `ConvertTo-Json` without `-Depth` writes deeper values as a string. */
function rejectTruncated(json: JsonValue): void {
  const isCutOff = (value: JsonValue | undefined): boolean =>
    typeof value === 'string' &&
    /^(?:@\{.*\}|System\.\w+|System\.Object\[\]|Microsoft\.Graph\.PowerShell\.Models\.\w+.*)$/s.test(value)
  const hasCutOff = (value: JsonValue | undefined, depth: number): boolean => {
    if (isCutOff(value)) return true
    if (depth > 6) return false
    if (Array.isArray(value)) return value.some((element) => hasCutOff(element, depth + 1))
    if (!isJsonObject(value)) return false
    return PARTS.some((name) => hasCutOff(value[name], depth + 1))
  }
  if (hasCutOff(json, 0))
    throw new InvalidSynchronizationSchema([
      'its inner objects are cut off, as ConvertTo-Json does by default; save it again with ConvertTo-Json -Depth 20',
    ])
}

/** The members that contain the parts of a schema. */
const PARTS = ['value', 'schema', 'synchronizationRules', 'objectMappings', 'attributeMappings', 'source'] as const
