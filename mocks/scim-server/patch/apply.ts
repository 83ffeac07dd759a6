import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { type ComparisonRules, comparable } from '../filter/comparison.ts'
import type { Leniency } from '../leniency.ts'
import { isSame } from '../resource/compose.ts'
import { readOne, readValue } from '../resource/read-value.ts'
import type { Attribute, ResourceType } from '../schema/resource-type.ts'
import { badRequest } from '../scim-error.ts'
import { addElements, asList, changeSub, demoteOthers, selectElements } from './elements.ts'
import type { Operation } from './operations.ts'
import { type PatchTarget, parsePatchPath } from './patch-path.ts'
import { createdByFilter } from './value-path.ts'

/** What applying a PATCH needs to know beside the operations. */
export interface PatchContext {
  readonly type: ResourceType
  readonly leniency: Leniency
  readonly rules: ComparisonRules
  /** readOnly attributes as they stand, since naming them with their own value changes nothing. */
  readonly standing: JsonObject
}

/** Applies operations in order to a copy of the attributes; nothing is changed where one is refused (RFC 7644 §3.5.2). Throws a ScimError 400. */
export function applyOperations(
  attributes: JsonObject,
  operations: readonly Operation[],
  context: PatchContext,
): JsonObject {
  const draft = structuredClone(attributes)
  const created = new WeakSet<object>()
  for (const operation of operations) applyOperation(draft, operation, context, created)
  for (const { urn } of context.type.extensions.values()) {
    const held = draft[urn]
    if (isJsonObject(held) && Object.keys(held).length === 0) delete draft[urn]
  }
  return draft
}

function applyOperation(
  draft: JsonObject,
  operation: Operation,
  context: PatchContext,
  created: WeakSet<object>,
): void {
  if (operation.path !== undefined) {
    const target = parsePatchPath(operation.path, context.type, context.leniency)
    applyTo(draft, target, operation, context, created)
    return
  }
  if (!isJsonObject(operation.value))
    throw badRequest('invalidValue', 'an operation without a path takes an object of attributes (RFC 7644 §3.5.2.1)')
  for (const [key, value] of Object.entries(operation.value)) {
    if (value === undefined) continue
    assertKey(key, context)
    applyTo(draft, parsePatchPath(key, context.type, context.leniency), { ...operation, value }, context, created)
  }
}

/** Keys that are paths are Entra's, not the RFC's: there a key is the name of an attribute or the URN of an extension. */
function assertKey(key: string, { type, leniency }: PatchContext): void {
  const isUrn = key.includes(':')
  if (isUrn && !leniency.urnKeys && !type.extensions.has(key.toLowerCase()))
    throw badRequest('invalidPath', `${key} is no attribute of ${type.name}; nest it under its schema's URN`)
  if (!isUrn && !leniency.dottedKeys && /[.[]/.test(key))
    throw badRequest('invalidPath', `${key} is no attribute of ${type.name}; a key is a name, not a path`)
}

function applyTo(
  draft: JsonObject,
  target: PatchTarget,
  operation: Operation,
  context: PatchContext,
  created: WeakSet<object>,
): void {
  if (target.kind === 'extension') {
    applyToExtension(draft, target.extension, operation, context, created)
    return
  }
  const { attribute } = target
  if (attribute.name === 'schemas') {
    assertKnownSchemas(operation, context.type)
    return
  }
  if (isReadOnlyHarmless(target, operation, context)) return
  const holder = holderOf(draft, attribute)
  if (operation.op === 'remove') remove(holder, target, operation, context)
  else if (target.filter !== undefined)
    writeSelected(holder, { ...target, filter: target.filter }, operation, context, created)
  else if (target.sub !== undefined) writeSub(holder, attribute, target.sub, operation, context)
  else writeWhole(holder, attribute, operation, context)
}

/** The object that holds an attribute: the resource, or its extension, which writing to it brings into being (RFC 7644 §3.5.2). */
function holderOf(draft: JsonObject, { extension }: Attribute): JsonObject {
  if (extension === undefined) return draft
  const held = draft[extension]
  if (isJsonObject(held)) return held
  const fresh: JsonObject = {}
  draft[extension] = fresh
  return fresh
}

function applyToExtension(
  draft: JsonObject,
  extension: { readonly urn: string; readonly attributes: ReadonlyMap<string, Attribute> },
  operation: Operation,
  context: PatchContext,
  created: WeakSet<object>,
): void {
  const { urn, attributes } = extension
  const each = (names: Iterable<[string, JsonValue | undefined]>): void => {
    for (const [name, value] of names) {
      const attribute = attributes.get(name.toLowerCase())
      if (attribute === undefined) throw badRequest('invalidPath', `${name} is no attribute of ${urn}`)
      const { value: _whole, ...rest } = operation
      applyTo(
        draft,
        { kind: 'attribute', attribute },
        value === undefined ? rest : { ...rest, value },
        context,
        created,
      )
    }
  }
  if (operation.op === 'remove') {
    each(Object.keys(isJsonObject(draft[urn]) ? draft[urn] : {}).map((name) => [name, undefined]))
    return
  }
  if (!isJsonObject(operation.value)) throw badRequest('invalidValue', `${urn} takes an object`)
  each(Object.entries(operation.value))
}

function assertKnownSchemas({ op, value }: Operation, type: ResourceType): void {
  if (op === 'remove')
    throw badRequest('mutability', 'schemas follows from what the resource holds: it cannot be removed')
  for (const urn of asList(value)) {
    const known =
      typeof urn === 'string' &&
      (urn.toLowerCase() === type.schema.toLowerCase() || type.extensions.has(urn.toLowerCase()))
    if (!known) throw badRequest('invalidValue', `${JSON.stringify(urn)} is no schema of ${type.name}`)
  }
}

/** Throws 400 `mutability` for a change of what is readOnly; writing what stands there already is no change. */
function isReadOnlyHarmless(
  { attribute, sub }: PatchTarget & { kind: 'attribute' },
  { op, value }: Operation,
  { standing }: PatchContext,
): boolean {
  if (attribute.mutability !== 'readOnly' && sub?.mutability !== 'readOnly') return false
  const whole = standing[attribute.name]
  const current = sub === undefined ? whole : isJsonObject(whole) ? whole[sub.name] : undefined
  if (op !== 'remove' && current !== undefined && isSame(current, value)) return true
  throw badRequest('mutability', `${sub?.name ?? attribute.name} is readOnly (RFC 7643 §7)`)
}

function assertMutable(attribute: Attribute, before: JsonValue | undefined, after: JsonValue | undefined): void {
  if (attribute.mutability === 'immutable' && before !== undefined && !isSame(before, after))
    throw badRequest('mutability', `${attribute.name} is immutable: it keeps its first value (RFC 7643 §7)`)
}

function assertRemovable(attribute: Attribute, before: JsonValue | undefined): void {
  if (attribute.required)
    throw badRequest('mutability', `${attribute.name} is required: it cannot be removed (RFC 7644 §3.5.2.2)`)
  assertMutable(attribute, before, undefined)
}

function store(holder: JsonObject, name: string, value: JsonValue | undefined): void {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) delete holder[name]
  else if (isJsonObject(value) && Object.keys(value).length === 0) delete holder[name]
  else holder[name] = value
}

function writeWhole(holder: JsonObject, attribute: Attribute, { op, value }: Operation, context: PatchContext): void {
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
  // A complex value names the sub-attributes that change, and leaves the others (RFC 7644 §3.5.2.3).
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

function writeSub(
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

function changeElement(element: JsonValue, sub: Attribute, after: JsonValue | undefined): JsonValue {
  if (!isJsonObject(element)) return element
  assertMutable(sub, element[sub.name], after)
  return changeSub(element, sub.name, after)
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

function writeSelected(
  holder: JsonObject,
  target: PatchTarget & { kind: 'attribute'; filter: NonNullable<(PatchTarget & { kind: 'attribute' })['filter']> },
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

function remove(
  holder: JsonObject,
  target: PatchTarget & { kind: 'attribute' },
  operation: Operation,
  context: PatchContext,
): void {
  const { attribute, sub, filter } = target
  const before = holder[attribute.name]
  if (before === undefined && !attribute.required) return
  const elements = asList(before)
  const selected = filter === undefined ? elements : selectElements(elements, attribute, filter, context.rules)
  if (sub !== undefined) {
    if (sub.required || (attribute.required && !attribute.multiValued && Object.keys(elements[0] ?? {}).length === 1))
      throw badRequest('mutability', `${sub.name} is required: it cannot be removed`)
    const stripped = elements.map((element) =>
      selected.includes(element) ? changeElement(element, sub, undefined) : element,
    )
    const kept = stripped.filter((element) => !isJsonObject(element) || Object.keys(element).length > 0)
    store(holder, attribute.name, attribute.multiValued ? kept : kept[0])
    return
  }
  const values = operation.value
  const isListed = filter === undefined && attribute.multiValued && values !== undefined && values !== null
  if (isListed && !context.leniency.removeByValue)
    throw badRequest('invalidValue', 'a remove operation takes no value (RFC 7644 §3.5.2.2)')
  const leaving = isListed ? listed(attribute, elements, asList(values), context.rules) : selected
  if (leaving.length === elements.length && !(isListed && leaving.length === 0)) assertRemovable(attribute, before)
  if (!attribute.multiValued && leaving.length === 0) return
  store(
    holder,
    attribute.name,
    attribute.multiValued ? elements.filter((element) => !leaving.includes(element)) : undefined,
  )
}

/** The elements that a list of values names: by their `value` where they have one, and by their `type` where both have one; else by being equal. */
function listed(
  attribute: Attribute,
  elements: readonly JsonValue[],
  values: readonly JsonValue[],
  rules: ComparisonRules,
): JsonValue[] {
  const sub = attribute.subAttributes.get('value')
  const keyOf = (element: JsonValue): string => {
    const key = isJsonObject(element) && element['value'] !== undefined ? element['value'] : element
    const isExact = rules.isCaseExact(sub ?? attribute)
    return typeof key === 'string' ? `s:${comparable(key, isExact)}` : JSON.stringify(key)
  }
  const named = Map.groupBy(values, keyOf)
  return elements.filter((element) => named.get(keyOf(element))?.some((value) => isOfType(element, typeOf(value))))
}

/** An element without a type, or a value that names none, is as good as any. */
function isOfType(element: JsonValue, type: string | undefined): boolean {
  return type === undefined || (typeOf(element) ?? type) === type
}

function typeOf(element: JsonValue): string | undefined {
  const type = isJsonObject(element) ? element['type'] : undefined
  return typeof type === 'string' ? type.toLowerCase() : undefined
}
