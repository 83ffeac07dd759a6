import { isJsonObject, type JsonValue } from '../../protocol/index.ts'
import { isSame } from '../resource/compose.ts'
import type { Attribute } from '../schema/resource-type.ts'
import { badRequest } from '../scim-error.ts'
import { changeSub } from './elements.ts'
import type { Operation } from './operations.ts'
import type { AttributeTarget, PatchContext } from './patch-context.ts'

/**
 * Tells whether a write of a readOnly attribute is harmless because the value is the same; throws 400 `mutability` if
 * it differs. Returns false for other attributes.
 */
export function isReadOnlyHarmless(
  { attribute, sub }: AttributeTarget,
  { op, value }: Operation,
  { standing }: PatchContext,
): boolean {
  if (attribute.mutability !== 'readOnly' && sub?.mutability !== 'readOnly') return false
  const whole = standing[attribute.name]
  const current = sub === undefined ? whole : isJsonObject(whole) ? whole[sub.name] : undefined
  if (op !== 'remove' && current !== undefined && isSame(current, value)) return true
  throw badRequest('mutability', `${sub?.name ?? attribute.name} is readOnly (RFC 7643 §7)`)
}

/** Throws 400 `mutability` if an immutable attribute that has a value would get another one. */
export function assertMutable(attribute: Attribute, before: JsonValue | undefined, after: JsonValue | undefined): void {
  if (attribute.mutability === 'immutable' && before !== undefined && !isSame(before, after))
    throw badRequest('mutability', `${attribute.name} is immutable: it keeps its first value (RFC 7643 §7)`)
}

/** Throws 400 `mutability` if the attribute is required, or immutable with a value. */
export function assertRemovable(attribute: Attribute, before: JsonValue | undefined): void {
  if (attribute.required)
    throw badRequest('mutability', `${attribute.name} is required: it cannot be removed (RFC 7644 §3.5.2.2)`)
  assertMutable(attribute, before, undefined)
}

/** Writes a sub-attribute of an element. Throws 400 `mutability`. */
export function changeElement(element: JsonValue, sub: Attribute, after: JsonValue | undefined): JsonValue {
  if (!isJsonObject(element)) return element
  assertMutable(sub, element[sub.name], after)
  return changeSub(element, sub.name, after)
}
