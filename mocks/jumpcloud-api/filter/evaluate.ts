import type { JsonObject, JsonValue } from '../wire/json.ts'
import type { Condition } from './condition.ts'
import { valueAt } from './values.ts'

/** Returns whether a record matches a condition. */
export function satisfies(record: JsonObject, condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => satisfies(record, part))
    case 'any':
      return condition.of.some((part) => satisfies(record, part))
    case 'not':
      return !satisfies(record, condition.of)
    case 'field':
      return condition.holds(valueAt(record, condition.path))
  }
}

/** A field to sort by. */
export interface SortKey {
  readonly path: readonly string[]
  readonly isDescending: boolean
}

/** Reads sort keys; `-` before a name means descending. */
export function sortKeys(names: readonly string[]): SortKey[] {
  return names
    .filter((name) => /^-?\w+(?:\.\w+)*$/.test(name))
    .map((name) => ({ path: name.replace(/^-/, '').split('.'), isDescending: name.startsWith('-') }))
}

/** Sorts records by the keys; equal records keep their order. */
export function sorted<Record extends JsonObject>(records: readonly Record[], keys: readonly SortKey[]): Record[] {
  return [...records].sort((a, b) => {
    for (const { path, isDescending } of keys) {
      const order = orderOf(valueAt(a, path), valueAt(b, path))
      if (order !== 0) return isDescending ? -order : order
    }
    return 0
  })
}

/** Compares values: absent before numbers, numbers before strings, as in MongoDB and SQLite. */
function orderOf(a: JsonValue | undefined, b: JsonValue | undefined): number {
  const [left, right] = [rank(a), rank(b)]
  if (left !== right) return left - right
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [x, y] = [String(a), String(b)]
  return x === y ? 0 : x < y ? -1 : 1
}

function rank(value: JsonValue | undefined): number {
  if (value === undefined || value === null) return 0
  return typeof value === 'number' || typeof value === 'boolean' ? 1 : 2
}
