import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { readOne, readValue } from '../resource/read-value.ts'
import type { Attribute } from '../schema/resource-type.ts'
import { badRequest } from '../scim-error.ts'
import { addElements, asList, changeSub, demoteOthers, selectElements, store } from './elements.ts'
import { assertMutable, changeElement } from './mutability.ts'
import type { Operation } from './operations.ts'
import type { AttributeTarget, PatchContext } from './patch-context.ts'
import { createdByFilter } from './value-path.ts'

/** Adds to an attribute, or replaces it (RFC 7644 §3.5.2.1, §3.5.2.3). Throws a ScimError 400. */
export function writeWhole(
  holder: JsonObject,
  attribute: Attribute,
  { op, value }: Operation,
  context: PatchContext,
): void {
  const { name } = attribute
  const before = holder[name]
  if (attribute.multiValued) {
    const list = asList(value)
    const read = readValue(attribute, list, context.leniency)
    const elements = Array.isArray(read) ? read : []
    store(holder, name, op === 'add' ? addElements(attribute, asList(before), elements, context.rules) : elements)
    return
  }
  const after = readOne(attribute, value ?? null, context.leniency)
  if (op === 'add' && after === undefined) return
  if (after === undefined && attribute.required)
    throw badRequest('invalidValue', `${name} is required: it cannot be emptied`)
  assertMutable(attribute, before, after)
  // A complex value contains the sub-attributes to change; the others stay (RFC 7644 §3.5.2.3).
  if (isJsonObject(before) && isJsonObject(after) && isJsonObject(value)) {
    const merged = { ...before }
    for (const [key, part] of Object.entries(value)) {
      const sub = attribute.subAttributes.get(key.toLowerCase())
      if (sub !== undefined && part === null && op === 'replace') delete merged[sub.name]
    }
    store(holder, name, { ...merged, ...after })
    return
  }
  store(holder, name, after)
}

/** Writes a sub-attribute; of a multi-valued attribute, that of each element. Throws a ScimError 400. */
export function writeSub(
  holder: JsonObject,
  attribute: Attribute,
  sub: Attribute,
  { op, value }: Operation,
  context: PatchContext,
): void {
  const after = readValue(sub, sub.multiValued ? asList(value) : value, context.leniency)
  const before = holder[attribute.name]
  if (op === 'add' && after === undefined) return
  if (!attribute.multiValued) {
    const current = isJsonObject(before) ? before : {}
    assertMutable(sub, current[sub.name], after)
    store(holder, attribute.name, changeSub(current, sub.name, after))
    return
  }
  const elements = asList(before)
  const changed =
    elements.length === 0
      ? [changeSub({}, sub.name, after)]
      : elements.map((element) => changeElement(element, sub, after))
  store(holder, attribute.name, withOnePrimary(attribute, changed, sub, after))
}

function withOnePrimary(
  attribute: Attribute,
  elements: readonly JsonValue[],
  sub: Attribute,
  after: JsonValue | undefined,
  changed: readonly JsonValue[] = elements,
): JsonValue[] {
  return sub.name === 'primary' && after === true ? demoteOthers(attribute, elements, changed) : [...elements]
}

/** Writes the elements that a filter selects, or the one that it creates if it selects none. Throws a ScimError 400. */
export function writeSelected(
  holder: JsonObject,
  target: AttributeTarget & { readonly filter: NonNullable<AttributeTarget['filter']> },
  { op, value }: Operation,
  context: PatchContext,
  created: WeakSet<object>,
): void {
  const { attribute, sub, filter } = target
  const { leniency, rules } = context
  const elements = asList(holder[attribute.name])
  const reachable = (element: JsonValue): boolean =>
    leniency.filteredAddsShare || !isJsonObject(element) || !created.has(element)
  const selected = selectElements(elements, attribute, filter, rules).filter(reachable)
  const write = (element: JsonObject): JsonObject => {
    if (sub !== undefined) {
      const after = readValue(sub, sub.multiValued ? asList(value) : value, leniency)
      assertMutable(sub, element[sub.name], after)
      return changeSub(element, sub.name, after)
    }
    const after = readOne(attribute, value ?? null, leniency)
    if (!isJsonObject(after)) throw badRequest('invalidValue', `an element of ${attribute.name} is to be an object`)
    for (const part of attribute.subAttributes.values()) {
      if (after[part.name] !== undefined) assertMutable(part, element[part.name], after[part.name])
    }
    return op === 'add' ? { ...element, ...after } : after
  }
  const isUnassigned = elements.length === 0 && op === 'replace'
  if (selected.length === 0) {
    const seed = createdByFilter(filter, attribute, { isAdd: op === 'add' || isUnassigned, leniency })
    if (seed === undefined)
      throw badRequest('noTarget', `no element of ${attribute.name} matches the filter of the path (RFC 7644 §3.5.2.3)`)
    const fresh = { ...seed, ...write(seed) }
    created.add(fresh)
    const all = [...elements, fresh]
    store(holder, attribute.name, attribute.multiValued ? demoteIfPrimary(attribute, all, [fresh]) : fresh)
    return
  }
  const renewed = new Map<JsonValue, JsonObject>()
  for (const element of selected) {
    if (!isJsonObject(element)) continue
    const next = write(element)
    if (created.has(element)) created.add(next)
    renewed.set(element, next)
  }
  const all = elements.map((element) => renewed.get(element) ?? element)
  store(
    holder,
    attribute.name,
    attribute.multiValued ? demoteIfPrimary(attribute, all, [...renewed.values()]) : (all[0] ?? null),
  )
}

function demoteIfPrimary(
  attribute: Attribute,
  elements: readonly JsonValue[],
  written: readonly JsonValue[],
): JsonValue[] {
  const promoted = written.filter((element) => isJsonObject(element) && element['primary'] === true)
  return promoted.length === 0 ? [...elements] : demoteOthers(attribute, elements, promoted)
}
