import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { type ReadingRules, readOne, readValue } from '../resource/read-value.ts'
import type { Attribute } from '../schema/resource-type.ts'
import { badRequest } from '../wire/scim-error.ts'
import { addElements, asList, withOnePrimary } from './elements.ts'
import type { Operation } from './operations.ts'
import type { Target } from './target.ts'

/** What a step does to its target. */
export interface Edit {
  readonly op: Operation['op']
  /** The value of the operation; undefined if it has none, whereas null is a value. */
  readonly value: JsonValue | undefined
}

/**
 * Returns the value of an attribute after an edit of a target in it; undefined if it has no value afterwards (RFC 7643
 * §2.5). The value before is not modified. Mutability is not considered here. Throws a ScimError 400 `invalidValue`.
 */
export function change(
  before: JsonValue | undefined,
  target: Target,
  edit: Edit,
  rules: ReadingRules,
): JsonValue | undefined {
  const { attribute, sub, positions } = target
  if (edit.op === 'remove') return assigned(removeTarget(before, target))
  if (sub !== undefined) return assigned(writeSub(before, target, sub, edit, rules))
  if (positions !== undefined) return assigned(writeElements(before, target, edit, rules))
  return assigned(
    attribute.multiValued ? writeList(before, attribute, edit, rules) : writeOne(before, attribute, edit, rules),
  )
}

/** Returns undefined for an empty array or object, which are not values. */
function assigned(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value
  return isJsonObject(value) && Object.keys(value).length === 0 ? undefined : value
}

/** Removes the selected elements, or a sub-attribute of them (RFC 7644 §3.5.2.2). */
function removeTarget(before: JsonValue | undefined, { attribute, sub, positions }: Target): JsonValue | undefined {
  const isSelected = (position: number): boolean => positions === undefined || positions.has(position)
  const elements = asList(before)
  const left =
    sub === undefined
      ? elements.filter((_element, position) => !isSelected(position))
      : elements
          .map((element, position) =>
            isJsonObject(element) && isSelected(position) ? withMember(element, sub.name, undefined) : element,
          )
          .filter((element) => assigned(element) !== undefined)
  return attribute.multiValued ? left : left[0]
}

/** Adds to a multi-valued attribute, or replaces it. */
function writeList(
  before: JsonValue | undefined,
  attribute: Attribute,
  { op, value }: Edit,
  rules: ReadingRules,
): JsonValue | undefined {
  const elements = asList(readValue(attribute, asList(value), rules))
  return op === 'add' ? addElements(attribute, asList(before), elements) : elements
}

/** Writes a single-valued attribute. */
function writeOne(
  before: JsonValue | undefined,
  attribute: Attribute,
  { op, value }: Edit,
  rules: ReadingRules,
): JsonValue | undefined {
  const written = readOne(attribute, value ?? null, rules)
  if (op === 'add' && written === undefined) return before
  if (!isJsonObject(before) || !isJsonObject(value)) return written
  // A complex value contains the sub-attributes to change; the others stay (RFC 7644 §3.5.2.3).
  const kept = op === 'add' ? before : withoutNulls(before, attribute, value)
  return isJsonObject(written) ? { ...kept, ...written } : kept
}

/** Removes the sub-attributes that a replace sets to null. */
function withoutNulls(before: JsonObject, attribute: Attribute, value: JsonObject): JsonObject {
  const kept = { ...before }
  for (const [key, part] of Object.entries(value)) {
    const sub = attribute.subAttributes.get(key.toLowerCase())
    if (sub !== undefined && part === null) delete kept[sub.name]
  }
  return kept
}

/** Writes a sub-attribute of each selected element; a replace by null removes it. */
function writeSub(
  before: JsonValue | undefined,
  target: Target,
  sub: Attribute,
  { op, value }: Edit,
  rules: ReadingRules,
): JsonValue | undefined {
  const written = readValue(sub, sub.multiValued ? asList(value) : value, rules)
  if (written === undefined) return op === 'add' ? before : removeTarget(before, target)
  const isNew = target.positions === undefined && asList(before).length === 0
  return mapSelected(isNew ? [{}] : before, target, (element) => withMember(element, sub.name, written))
}

/** Adds sub-attributes to the selected elements, or replaces these elements. */
function writeElements(
  before: JsonValue | undefined,
  target: Target,
  { op, value }: Edit,
  rules: ReadingRules,
): JsonValue | undefined {
  const { attribute, isCreated } = target
  const written = readOne(attribute, value ?? null, rules)
  if (!isJsonObject(written)) throw badRequest('invalidValue', `an element of ${attribute.name} must be an object`)
  const isMerged = op === 'add' || isCreated === true
  return mapSelected(before, target, (element) => (isMerged ? { ...element, ...written } : { ...written }))
}

function mapSelected(
  before: JsonValue | undefined,
  { attribute, sub, positions }: Target,
  write: (element: JsonObject) => JsonObject,
): JsonValue | undefined {
  const written: JsonObject[] = []
  const elements = asList(before).map((element, position) => {
    if (!isJsonObject(element) || positions?.has(position) === false) return element
    const next = write(element)
    written.push(next)
    return next
  })
  if (!attribute.multiValued) return elements[0]
  const canPromote = positions !== undefined || sub?.name === 'primary'
  return canPromote ? withOnePrimary(attribute, elements, written) : elements
}

/** Returns a copy of an object with a member set, or removed if there is no value. */
function withMember(element: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  const { [name]: _before, ...rest } = element
  return value === undefined ? rest : { ...rest, [name]: value }
}
