import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { instantOf } from '../filter/comparison.ts'
import type { Attribute } from '../schema/resource-type.ts'
import { badRequest } from '../wire/scim-error.ts'
import { formatFault } from './format.ts'

/** The tolerances of reading a value. */
export interface ReadingRules {
  readonly stringBooleans: boolean
  readonly bareComplexValue: boolean
  readonly freeFormats: boolean
}

/**
 * Converts a client's value of an attribute to the stored form: checked, with canonical names, without readOnly parts.
 * Undefined means no value (RFC 7643 §2.5). Throws a ScimError 400 `invalidValue`.
 */
export function readValue(
  attribute: Attribute,
  value: JsonValue | undefined,
  rules: ReadingRules,
): JsonValue | undefined {
  if (value === undefined || value === null) return undefined
  if (!attribute.multiValued) return readOne(attribute, value, rules)
  if (!Array.isArray(value)) throw wrongType(attribute, 'an array')
  const elements = value.map((element) => readOne(attribute, element, rules)).filter((element) => element !== undefined)
  if (elements.length === 0) return undefined
  const distinct = mergeDuplicates(elements)
  assertOnePrimary(attribute, distinct)
  return distinct
}

/** Reads one element of a multi-valued attribute, or the value of a singular one. */
export function readOne(attribute: Attribute, value: JsonValue, rules: ReadingRules): JsonValue | undefined {
  if (value === null) return undefined
  switch (attribute.type) {
    case 'complex':
      return readComplex(attribute, value, rules)
    case 'boolean':
      return readBoolean(attribute, value, rules)
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(attribute, 'an integer')
      return value
    case 'decimal':
      if (typeof value !== 'number') throw wrongType(attribute, 'a number')
      return value
    default:
      return readText(attribute, value, rules)
  }
}

function readText(attribute: Attribute, value: JsonValue, rules: ReadingRules): string {
  if (typeof value !== 'string') throw wrongType(attribute, 'a string')
  if (attribute.type === 'dateTime' && Number.isNaN(instantOf(value))) throw wrongType(attribute, 'an xsd:dateTime')
  const fault = formatFault(attribute, value, rules.freeFormats)
  if (fault !== undefined) throw badRequest('invalidValue', `${attribute.name} ${fault}`)
  return value
}

function readBoolean(attribute: Attribute, value: JsonValue, rules: ReadingRules): boolean {
  if (typeof value === 'boolean') return value
  if (rules.stringBooleans && typeof value === 'string') {
    const lower = value.toLowerCase()
    if (lower === 'true' || lower === 'false') return lower === 'true'
  }
  throw wrongType(attribute, 'true or false')
}

function readComplex(attribute: Attribute, value: JsonValue, rules: ReadingRules): JsonObject | undefined {
  const whole = rules.bareComplexValue ? unwrap(attribute, value) : value
  if (whole === undefined) return undefined
  if (!isJsonObject(whole)) throw wrongType(attribute, 'an object')
  const read: JsonObject = {}
  for (const [key, part] of Object.entries(whole)) {
    const sub = attribute.subAttributes.get(key.toLowerCase())
    // An undefined attribute is not stored (RFC 7644 §3.3); readOnly parts are ignored (RFC 7643 §7).
    if (sub === undefined || sub.mutability === 'readOnly' || isDerived(attribute, sub)) continue
    const value = readValue(sub, part, rules)
    if (value !== undefined) read[sub.name] = value
  }
  return Object.keys(read).length === 0 ? undefined : read
}

/** Returns whether a sub-attribute is a `$ref` that the server derives from the `value`. */
function isDerived(attribute: Attribute, sub: Attribute): boolean {
  return sub.name === '$ref' && attribute.subAttributes.has('value')
}

function unwrap(attribute: Attribute, value: JsonValue): JsonValue | undefined {
  if (!attribute.subAttributes.has('value')) return value
  if (value === '') return undefined
  if (typeof value === 'string') return { value }
  if (Array.isArray(value) && !attribute.multiValued && value.length <= 1) return value[0] ?? undefined
  return value
}

/** Merges elements with the same `value` and `type`, so that no pair occurs twice (RFC 7643 §2.4). */
function mergeDuplicates(elements: readonly JsonValue[]): JsonValue[] {
  const merged: JsonValue[] = []
  const positions = new Map<string, number>()
  for (const element of elements) {
    const key = isJsonObject(element)
      ? typeof element['value'] === 'string'
        ? JSON.stringify([element['value'], element['type'] ?? null])
        : JSON.stringify(element)
      : JSON.stringify([element])
    const position = positions.get(key)
    const earlier = position === undefined ? undefined : merged[position]
    if (position === undefined) positions.set(key, merged.push(element) - 1)
    else if (isJsonObject(earlier) && isJsonObject(element)) merged[position] = { ...earlier, ...element }
  }
  return merged
}

/** Throws a ScimError 400 `invalidValue` if two elements are primary (RFC 7643 §2.4). */
export function assertOnePrimary(attribute: Attribute, elements: readonly JsonValue[]): void {
  if (elements.filter((element) => isJsonObject(element) && element['primary'] === true).length > 1)
    throw badRequest('invalidValue', `only one element of ${attribute.name} can be primary`)
}

function wrongType(attribute: Attribute, expected: string): Error {
  return badRequest('invalidValue', `${attribute.name} takes ${expected} (RFC 7643 §2.3)`)
}
