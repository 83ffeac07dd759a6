import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { isSame } from '../resource/compose.ts'
import { assertOnePrimary } from '../resource/read-value.ts'
import type { Attribute } from '../schema/resource-type.ts'

/** Returns the elements of a value: none if it is unassigned, one if it is not an array. */
export function asList(value: JsonValue | undefined): JsonValue[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/**
 * Adds elements to the existing ones; an existing element is not added again (RFC 7644 §3.5.2.1), and a new primary one
 * makes the others non-primary.
 */
export function addElements(
  attribute: Attribute,
  existing: readonly JsonValue[],
  added: readonly JsonValue[],
): JsonValue[] {
  const result = [...existing]
  const promoted: JsonValue[] = []
  const positions = indexByKey(existing, attribute)
  for (const element of added) {
    const position = positionOf(element, result, positions, attribute)
    const before = result[position]
    const next = isJsonObject(before) && isJsonObject(element) ? merged(before, element, attribute) : element
    if (position >= 0) result[position] = next
    else result.push(next)
    if (isJsonObject(element) && element['primary'] === true) promoted.push(next)
  }
  return promoted.length === 0 ? result : demoteOthers(attribute, result, promoted)
}

/** Adds missing sub-attributes to an existing element; immutable ones keep their values. */
function merged(before: JsonObject, element: JsonObject, attribute: Attribute): JsonObject {
  const next = { ...before }
  for (const [name, value] of Object.entries(element)) {
    const sub = attribute.subAttributes.get(name.toLowerCase())
    if (next[name] === undefined || sub?.mutability !== 'immutable') next[name] = value
  }
  return next
}

/** Returns the key that identifies an element; undefined for one without a `value`. */
function keyOf(element: JsonValue, attribute: Attribute): string | undefined {
  if (!isJsonObject(element) || typeof element['value'] !== 'string') return undefined
  // An immutable value is the identity of an element: a member of a group (RFC 7643 §4.2).
  const isIdentity = attribute.subAttributes.get('value')?.mutability === 'immutable'
  return isIdentity ? element['value'] : JSON.stringify([element['value'], element['type'] ?? null])
}

function indexByKey(elements: readonly JsonValue[], attribute: Attribute): Map<string, number> {
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
): number {
  const key = keyOf(element, attribute)
  if (key === undefined) return elements.findIndex((other) => isSame(other, element))
  const position = positions.get(key)
  if (position !== undefined) return position
  // A value without a type matches the first element with that value.
  if (isJsonObject(element) && element['type'] === undefined)
    return elements.findIndex((other) => isJsonObject(other) && other['value'] === element['value'])
  return -1
}

/** Makes the other elements non-primary if the written ones contain a primary one. Throws a ScimError 400 if they contain two. */
export function withOnePrimary(
  attribute: Attribute,
  elements: readonly JsonValue[],
  written: readonly JsonObject[],
): JsonValue[] {
  const promoted = written.filter(({ primary }) => primary === true)
  return promoted.length === 0 ? [...elements] : demoteOthers(attribute, elements, promoted)
}

/** Makes all elements except the promoted one non-primary (RFC 7644 §3.5.2). Throws a ScimError 400 if two are promoted. */
function demoteOthers(
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
