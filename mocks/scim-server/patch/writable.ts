import { isJsonObject, type JsonValue } from '../../protocol/index.ts'
import { isSame } from '../resource/compose.ts'
import type { Attribute } from '../schema/resource-type.ts'
import { badRequest } from '../wire/scim-error.ts'
import type { Edit } from './change.ts'
import { asList } from './elements.ts'
import type { Operation } from './operations.ts'
import type { Target } from './target.ts'

/** Returns whether an attribute or its sub-attribute is readOnly. */
export function isReadOnly({ attribute, sub }: Pick<Target, 'attribute' | 'sub'>): boolean {
  return attribute.mutability === 'readOnly' || sub?.mutability === 'readOnly'
}

/**
 * Throws a ScimError 400 `mutability` unless a write of a readOnly attribute has the value that is already there, which
 * changes nothing.
 */
export function assertUnchanged(
  current: JsonValue | undefined,
  { attribute, sub }: Pick<Target, 'attribute' | 'sub'>,
  { op, value }: Edit,
): void {
  const before = sub === undefined ? current : isJsonObject(current) ? current[sub.name] : undefined
  if (op === 'remove' || before === undefined || !isSame(before, value))
    throw badRequest('mutability', `${sub?.name ?? attribute.name} is readOnly (RFC 7643 §7)`)
}

/** The value of an attribute before and after a step. */
export interface Transition {
  readonly op: Operation['op']
  /** The stored value. */
  readonly stored: JsonValue | undefined
  /** The value that was changed: the stored one, or that with the element that the value path creates. */
  readonly before: JsonValue | undefined
  readonly after: JsonValue | undefined
}

/**
 * Throws a ScimError 400 if a change is not allowed: `mutability` if it changes an immutable value or removes a required
 * one, `invalidValue` if it replaces a required value by nothing (RFC 7643 §7, RFC 7644 §3.5.2).
 */
export function assertWritable(target: Target, { op, stored, before, after }: Transition): void {
  const { attribute, sub } = target
  if (op === 'remove' && sub?.required === true && before !== undefined) throw cannotRemove(sub)
  if (attribute.required && after === undefined && op === 'remove') throw cannotRemove(attribute)
  if (attribute.required && after === undefined && op === 'replace')
    throw badRequest('invalidValue', `${attribute.name} is required: it cannot be emptied`)
  assertKept(attribute, stored, after)
  // Elements keep their positions, except when whole elements are added, replaced or removed.
  const isInPlace = sub !== undefined || !attribute.multiValued || (target.positions !== undefined && op !== 'remove')
  if (isInPlace) assertPartsKept(target, before, after)
}

const cannotRemove = ({ name }: Attribute): Error =>
  badRequest('mutability', `${name} is required: it cannot be removed (RFC 7644 §3.5.2.2)`)

function assertKept(attribute: Attribute, before: JsonValue | undefined, after: JsonValue | undefined): void {
  if (attribute.mutability === 'immutable' && before !== undefined && !isSame(before, after))
    throw badRequest('mutability', `${attribute.name} is immutable: it keeps its first value (RFC 7643 §7)`)
}

/** Compares the immutable sub-attributes of each element; a write of a whole element may omit them. */
function assertPartsKept(
  { attribute, sub }: Target,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): void {
  const parts = sub === undefined ? [...attribute.subAttributes.values()] : [sub]
  const immutable = parts.filter(({ mutability }) => mutability === 'immutable')
  if (immutable.length === 0) return
  const next = asList(after)
  for (const [position, element] of asList(before).entries()) {
    const changed = next[position]
    for (const part of immutable) {
      const value = isJsonObject(changed) ? changed[part.name] : undefined
      if (isJsonObject(element) && (sub !== undefined || value !== undefined))
        assertKept(part, element[part.name], value)
    }
  }
}
