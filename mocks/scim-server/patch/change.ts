import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { type ReadingRules, readOne, readValue } from '../resource/read-value.ts'
import type { Attribute } from '../schema/resource-type.ts'
import { badRequest } from '../scim-error.ts'
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
  if (positions !== undefined) return assigned(writeElements(before, target, positions, edit, rules))
  if (sub !== undefined) return assigned(writeSub(before, attribute, sub, edit, rules))
  return assigned(
    attribute.multiValued ? writeList(before, attribute, edit, rules) : writeOne(before, attribute, edit, rules),
  )
}

/** Empty arrays and objects are no values. */
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
  if (!isJsonObject(before) || !isJsonObject(written) || !isJsonObject(value)) return written
  // A complex value contains the sub-attributes to change; the others stay (RFC 7644 §3.5.2.3).
  const kept = op === 'add' ? before : withoutNulls(before, attribute, value)
  return { ...kept, ...written }
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

/** Writes a sub-attribute; of a multi-valued attribute, that of each element. */
function writeSub(
  before: JsonValue | undefined,
  attribute: Attribute,
  sub: Attribute,
  { op, value }: Edit,
  rules: ReadingRules,
): JsonValue | undefined {
  const written = readSub(sub, value, rules)
  if (op === 'add' && written === undefined) return before
  if (!attribute.multiValued) return withMember(isJsonObject(before) ? before : {}, sub.name, written)
  const elements = asList(before)
  const changed = (elements.length === 0 ? [{}] : elements).map((element) =>
    isJsonObject(element) ? withMember(element, sub.name, written) : element,
  )
  return sub.name === 'primary' ? [...withOnePrimary(attribute, changed, changed)] : changed
}

function readSub(sub: Attribute, value: JsonValue | undefined, rules: ReadingRules): JsonValue | undefined {
  return readValue(sub, sub.multiValued ? asList(value) : value, rules)
}

/** Writes the selected elements, or a sub-attribute of them. */
function writeElements(
  before: JsonValue | undefined,
  { attribute, sub, isCreated }: Target,
  positions: ReadonlySet<number>,
  edit: Edit,
  rules: ReadingRules,
): JsonValue | undefined {
  const write = sub === undefined ? elementWriter(attribute, edit, rules) : subWriter(sub, edit, rules)
  const written: JsonValue[] = []
  const elements = asList(before).map((element, position) => {
    if (!positions.has(position) || !isJsonObject(element)) return element
    const next = isCreated ? { ...element, ...write(element) } : write(element)
    written.push(next)
    return next
  })
  return attribute.multiValued ? [...withOnePrimary(attribute, elements, written)] : elements[0]
}

type ElementWriter = (element: JsonObject) => JsonObject

function subWriter(sub: Attribute, { value }: Edit, rules: ReadingRules): ElementWriter {
  const written = readSub(sub, value, rules)
  return (element) => withMember(element, sub.name, written)
}

function elementWriter(attribute: Attribute, { op, value }: Edit, rules: ReadingRules): ElementWriter {
  const written = readOne(attribute, value ?? null, rules)
  if (!isJsonObject(written)) throw badRequest('invalidValue', `an element of ${attribute.name} must be an object`)
  return (element) => (op === 'add' ? { ...element, ...written } : { ...written })
}

/** Returns a copy of an object with a member set, or removed if there is no value. */
function withMember(element: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  const { [name]: _before, ...rest } = element
  return value === undefined ? rest : { ...rest, [name]: value }
}
