import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { type ComparisonRules, comparable } from '../filter/comparison.ts'
import type { Attribute } from '../schema/resource-type.ts'
import { badRequest } from '../scim-error.ts'
import { asList, selectElements, store } from './elements.ts'
import { assertRemovable, changeElement } from './mutability.ts'
import type { Operation } from './operations.ts'
import type { AttributeTarget, PatchContext } from './patch-context.ts'

/** Removes an attribute, a part of it, or elements of it (RFC 7644 §3.5.2.2). Throws a ScimError 400. */
export function remove(holder: JsonObject, target: AttributeTarget, operation: Operation, context: PatchContext): void {
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

/**
 * Returns the elements that a list of values names: by their `value` if they have one, and by their `type` if both have
 * one; otherwise by equality.
 */
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

/** Tells whether an element has a type; an element or a value without a type matches any. */
function isOfType(element: JsonValue, type: string | undefined): boolean {
  return type === undefined || (typeOf(element) ?? type) === type
}

function typeOf(element: JsonValue): string | undefined {
  const type = isJsonObject(element) ? element['type'] : undefined
  return typeof type === 'string' ? type.toLowerCase() : undefined
}
