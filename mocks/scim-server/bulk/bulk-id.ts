import { isJsonObject, type JsonValue } from '../../protocol/index.ts'

const WHOLE = /^bulkId:(.+)$/
const WITHIN_PATH = /bulkId:([^/?\]"]+)/g
/** The maximum depth at which references are searched: attributes have at most two levels. */
const MAX_DEPTH = 12

/** The bulkIds that a value refers to: a string `bulkId:x`, or such a segment of a path (RFC 7644 §3.7.2). */
export function referencesIn(value: JsonValue | undefined, depth = 0): string[] {
  if (typeof value === 'string') {
    if (value.startsWith('/')) return [...value.matchAll(WITHIN_PATH)].map((match) => match[1] ?? '')
    const id = WHOLE.exec(value)?.[1]
    return id === undefined ? [] : [id]
  }
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return []
  const parts = Array.isArray(value) ? value : Object.values(value)
  return parts.flatMap((part) => referencesIn(part, depth + 1))
}

/** Returns a copy in which every reference to a known bulkId is replaced by its id. */
export function resolveReferences<Value extends JsonValue>(
  value: Value,
  ids: ReadonlyMap<string, string | undefined>,
): Value
export function resolveReferences(value: JsonValue, ids: ReadonlyMap<string, string | undefined>): JsonValue {
  if (typeof value === 'string') {
    if (value.startsWith('/')) return value.replace(WITHIN_PATH, (whole, id: string) => ids.get(id) ?? whole)
    const id = WHOLE.exec(value)?.[1]
    return id === undefined ? value : (ids.get(id) ?? value)
  }
  if (Array.isArray(value)) return value.map((part) => resolveReferences(part, ids))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, part === undefined ? part : resolveReferences(part, ids)]),
  )
}

/** Returns a copy without references to some bulkIds: without elements, objects and members that refer to them. */
export function withoutReferences(value: JsonValue, ids: ReadonlySet<string>): JsonValue {
  const refers = (part: JsonValue | undefined): boolean => {
    const text = isJsonObject(part) ? part['value'] : part
    const id = typeof text === 'string' ? WHOLE.exec(text)?.[1] : undefined
    return id !== undefined && ids.has(id)
  }
  if (Array.isArray(value)) return value.filter((part) => !refers(part)).map((part) => withoutReferences(part, ids))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => !refers(part))
      .map(([name, part]) => [name, part === undefined ? part : withoutReferences(part, ids)]),
  )
}
