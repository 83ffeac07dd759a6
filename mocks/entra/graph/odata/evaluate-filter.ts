import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/index.ts'
import { filterError, type Literal } from './filter-token.ts'
import type { Comparison, FilterTree, Operand, StringTest } from './filter-tree.ts'

type Holds = (object: JsonObject) => boolean
type Read = (object: JsonObject) => JsonValue | undefined

/**
 * Compiles a filter for objects with these properties. Strings compare without regard to letter case, and dates as
 * times; a missing property is null. Throws GraphError for a property that the objects do not have.
 */
export function compileFilter(tree: FilterTree, properties: readonly string[]): Holds {
  switch (tree.kind) {
    case 'and': {
      const parts = tree.parts.map((part) => compileFilter(part, properties))
      return (object) => parts.every((matches) => matches(object))
    }
    case 'or': {
      const parts = tree.parts.map((part) => compileFilter(part, properties))
      return (object) => parts.some((matches) => matches(object))
    }
    case 'not': {
      const part = compileFilter(tree.part, properties)
      return (object) => !part(object)
    }
    case 'compare': {
      const [left, right] = [reader(tree.left, properties), reader(tree.right, properties)]
      return (object) => compare(tree.operator, left(object), right(object))
    }
    case 'in': {
      const left = reader(tree.left, properties)
      return (object) => tree.values.some((value) => compare('eq', left(object), value))
    }
    case 'test': {
      const [left, right] = [reader(tree.left, properties), reader(tree.right, properties)]
      return (object) => test(tree.test, left(object), right(object))
    }
    case 'any': {
      const list = reader({ kind: 'path', path: tree.path, position: tree.position }, properties)
      const matches = compileFilter(tree.part, [tree.variable])
      return (object) => {
        const elements = list(object)
        return Array.isArray(elements) && elements.some((element) => matches({ [tree.variable]: element }))
      }
    }
  }
}

function reader(operand: Operand, properties: readonly string[]): Read {
  if (operand.kind === 'literal') return () => operand.value
  const [first = '', ...rest] = operand.path
  const known = properties.find((name) => name.toLowerCase() === first.toLowerCase())
  if (known === undefined)
    throw filterError(`Could not find a property named '${first.slice(0, 100)}'`, operand.position)
  return (object) => valueAt(object, [known, ...rest])
}

/** The value at a path; names are compared without regard to case, as Graph does. */
export function valueAt(object: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = object
  for (const name of path) {
    if (!isJsonObject(value)) return undefined
    value = Object.hasOwn(value, name) ? value[name] : anyCase(value, name)
  }
  return value
}

function anyCase(object: JsonObject, name: string): JsonValue | undefined {
  const lower = name.toLowerCase()
  const key = Object.keys(object).find((known) => known.toLowerCase() === lower)
  return key === undefined ? undefined : object[key]
}

function compare(operator: Comparison, left: JsonValue | undefined, right: JsonValue | Literal | undefined): boolean {
  const order = orderOf(left ?? null, right ?? null)
  switch (operator) {
    case 'eq':
      return order === 0
    case 'ne':
      return order !== 0
    case 'gt':
      return order !== undefined && order > 0
    case 'ge':
      return order !== undefined && order >= 0
    case 'lt':
      return order !== undefined && order < 0
    case 'le':
      return order !== undefined && order <= 0
  }
}

/**
 * Compares two values: negative, zero or positive; undefined for values that have no order, such as null and a string.
 */
export function orderOf(left: JsonValue, right: JsonValue): number | undefined {
  if (left === null || right === null) return left === right ? 0 : undefined
  if (typeof left === 'boolean' || typeof right === 'boolean')
    return String(left).toLowerCase() === String(right).toLowerCase() ? 0 : undefined
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left !== 'string' || typeof right !== 'string') return undefined
  const [before, after] = [instantOf(left), instantOf(right)]
  if (before !== undefined && after !== undefined) return before - after
  const [a, b] = [left.toLowerCase(), right.toLowerCase()]
  return a === b ? 0 : a < b ? -1 : 1
}

function instantOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?$/.test(text)) return undefined
  const at = Date.parse(/T[^Z+-]*$/.test(text) ? `${text}Z` : text)
  return Number.isNaN(at) ? undefined : at
}

function test(name: StringTest, left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return false
  const [text, part] = [left.toLowerCase(), right.toLowerCase()]
  if (name === 'startswith') return text.startsWith(part)
  return name === 'endswith' ? text.endsWith(part) : text.includes(part)
}
