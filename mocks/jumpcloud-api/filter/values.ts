import { isJsonObject, type JsonValue } from '../wire/json.ts'

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/

/**
 * Returns whether two values are equal; the wanted one is cast to the type of the record's, as MongoDB's drivers do
 * with query strings.
 */
export function equalValues(actual: JsonValue | undefined, wanted: JsonValue): boolean {
  if (actual === undefined || actual === null) return wanted === null
  switch (typeof actual) {
    case 'string':
      return actual === (typeof wanted === 'object' ? undefined : String(wanted))
    case 'number':
      return numberOf(wanted) === actual
    case 'boolean':
      return wanted === actual || wanted === String(actual)
    default:
      return JSON.stringify(actual) === JSON.stringify(wanted)
  }
}

/**
 * Compares two values of one type: negative, zero, positive; undefined if they have no order. Times are compared as
 * times.
 */
export function compareValues(actual: JsonValue | undefined, wanted: JsonValue): number | undefined {
  if (typeof actual === 'number') {
    const number = numberOf(wanted)
    return number === undefined ? undefined : actual - number
  }
  if (typeof actual !== 'string' || (typeof wanted !== 'string' && typeof wanted !== 'number')) return undefined
  const text = String(wanted)
  if (INSTANT.test(actual)) {
    const [left, right] = [Date.parse(actual), Date.parse(text)]
    if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right
  }
  return actual === text ? 0 : actual < text ? -1 : 1
}

/** Returns the value at a path; for a list, the values in its elements. */
export function valueAt(value: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  const [name, ...rest] = path
  if (name === undefined) return value
  if (Array.isArray(value)) return value.map((element) => valueAt(element, path) ?? null)
  return isJsonObject(value) && Object.hasOwn(value, name) ? valueAt(value[name], rest) : undefined
}

function numberOf(value: JsonValue): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isNaN(number) ? undefined : number
}
