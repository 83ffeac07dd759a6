import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { ComparisonRules } from '../filter/comparison.ts'
import { compileElementFilter } from '../filter/compile.ts'
import type { Filter } from '../filter/filter.ts'
import { isSame } from '../resource/compose.ts'
import { assertOnePrimary } from '../resource/read-value.ts'
import type { Attribute } from '../schema/resource-type.ts'

/** Returns the elements of a value: none if it is unassigned, one if it is not an array. */
export function asList(value: JsonValue | undefined): JsonValue[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** The elements that match the filter of a value path. */
export function selectElements(
  elements: readonly JsonValue[],
  attribute: Attribute,
  filter: Filter,
  rules: ComparisonRules,
): JsonValue[] {
  const matches = compileElementFilter(filter, attribute, rules)
  return elements.filter((element) => isJsonObject(element) && matches(element))
}

/** Returns a copy of an object with one member set, or removed if there is no value. */
export function changeSub(element: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  const { [name]: _before, ...rest } = element
  return value === undefined ? rest : { ...rest, [name]: value }
}

/**
 * Adds elements to the existing ones; an existing element is not added again (RFC 7644 §3.5.2.1), and a new primary one
 * makes the others non-primary.
 */
export function addElements(
  attribute: Attribute,
  standing: readonly JsonValue[],
  added: readonly JsonValue[],
  rules: ComparisonRules,
): JsonValue[] {
  const result = [...standing]
  const promoted: JsonValue[] = []
  const positions = indexByValue(standing, attribute, rules)
  for (const element of added) {
    const position = positionOf(element, result, positions, attribute, rules)
    const before = result[position]
    const next = isJsonObject(before) && isJsonObject(element) ? merged(before, element, attribute) : element
    if (position >= 0) result[position] = next
    else result.push(next)
    if (isJsonObject(element) && element['primary'] === true) promoted.push(next)
  }
  return promoted.length === 0 ? result : demoteOthers(attribute, result, promoted)
}

/** Adds missing sub-attributes to an existing element; immutable ones stay. */
function merged(before: JsonObject, element: JsonObject, attribute: Attribute): JsonObject {
  const next = { ...before }
  for (const [name, value] of Object.entries(element)) {
    const sub = attribute.subAttributes.get(name.toLowerCase())
    if (next[name] === undefined || sub?.mutability !== 'immutable') next[name] = value
  }
  return next
}

function keyOf(element: JsonValue, attribute: Attribute): string | undefined {
  if (!isJsonObject(element) || typeof element['value'] !== 'string') return undefined
  // An immutable value is the identity of an element: a member of a group (RFC 7643 §4.2).
  const isIdentity = attribute.subAttributes.get('value')?.mutability === 'immutable'
  return isIdentity ? element['value'] : JSON.stringify([element['value'], element['type'] ?? null])
}

function indexByValue(
  elements: readonly JsonValue[],
  attribute: Attribute,
  _rules: ComparisonRules,
): Map<string, number> {
  const positions = new Map<string, number>()
  elements.forEach((element, index) => {
    const key = keyOf(element, attribute)
    if (key !== undefined) positions.set(key, index)
  })
  return positions
}

function positionOf(
  element: JsonValue,
  elements: readonly JsonValue[],
  positions: ReadonlyMap<string, number>,
  attribute: Attribute,
  _rules: ComparisonRules,
): number {
  const key = keyOf(element, attribute)
  if (key === undefined) return elements.findIndex((other) => isSame(other, element))
  const position = positions.get(key)
  if (position !== undefined) return position
  // A value without a type matches the element with that value, if there is only one.
  if (isJsonObject(element) && element['type'] === undefined)
    return elements.findIndex((other) => isJsonObject(other) && other['value'] === element['value'])
  return -1
}

/**
 * Makes all elements except the promoted one non-primary (RFC 7644 §3.5.2). Throws a ScimError 400 if two are promoted.
 */
export function demoteOthers(
  attribute: Attribute,
  elements: readonly JsonValue[],
  promoted: readonly JsonValue[],
): JsonValue[] {
  assertOnePrimary(attribute, promoted)
  return elements.map((element) =>
    isJsonObject(element) && element['primary'] === true && !promoted.includes(element)
      ? { ...element, primary: false }
      : element,
  )
}

/** Sets a member, or deletes it if it has no value (RFC 7643 §2.5). */
export function store(holder: JsonObject, name: string, value: JsonValue | undefined): void {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) delete holder[name]
  else if (isJsonObject(value) && Object.keys(value).length === 0) delete holder[name]
  else holder[name] = value
}
