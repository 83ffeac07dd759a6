import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { type AttributePath, type EqualityFilter, parsePath, printPath } from './attribute-path.ts'
import { isEmpty } from './effect.ts'
import { replaceMember } from './request-parts.ts'

/** Returns whether an operation sets a value. */
export function isAssignment(operation: JsonObject): boolean {
  return /^(?:add|replace)$/i.test(String(operation['op'])) && operation['value'] !== undefined
}

/** Puts dotted and URN keys into objects: `{"name.givenName": x}` becomes `{"name": {"givenName": x}}`. */
export function nest(value: JsonObject): JsonObject {
  const nested = new Map<string, JsonValue | undefined>()
  const into = (key: string, inner: JsonObject): void => {
    const earlier = nested.get(key)
    nested.set(key, isJsonObject(earlier) ? merge(earlier, inner) : inner)
  }
  for (const [key, inner] of Object.entries(value)) {
    const at = isCompound(key) ? parsePath(key) : undefined
    if (at?.attribute === undefined || at.filter !== undefined || inner === undefined) nested.set(key, inner)
    else {
      const leafValue: JsonObject =
        at.sub === undefined ? { [at.attribute]: inner } : { [at.attribute]: { [at.sub]: inner } }
      if (at.urn !== undefined) into(at.urn, leafValue)
      else into(at.attribute, at.sub === undefined ? {} : { [at.sub]: inner })
    }
  }
  return Object.fromEntries(nested)
}

function merge(one: JsonObject, other: JsonObject): JsonObject {
  const merged = new Map(Object.entries(one))
  for (const [key, inner] of Object.entries(other)) {
    const earlier = merged.get(key)
    merged.set(key, isJsonObject(earlier) && isJsonObject(inner) ? merge(earlier, inner) : inner)
  }
  return Object.fromEntries(merged)
}

/** Returns whether a key is a path of more than one name. */
export function isCompound(key: string): boolean {
  const at = parsePath(key)
  return at?.attribute !== undefined && (at.urn !== undefined || at.sub !== undefined)
}

/** Returns the parsed path of an operation. */
export function pathOf(operation: JsonObject): AttributePath | undefined {
  const { path } = operation
  return typeof path === 'string' && path !== '' ? parsePath(path) : undefined
}

/** Returns paths and values in a value object, except those of the resource itself. */
export function leavesOf(value: JsonObject, urn: string | undefined): [string, JsonValue][] {
  return Object.entries(value).flatMap(([key, inner]): [string, JsonValue][] => {
    if (inner === undefined || ['id', 'schemas', 'meta'].includes(key)) return []
    const path = urn === undefined ? key : `${urn}:${key}`
    const at = parsePath(path)
    if (at !== undefined && at.attribute === undefined && isJsonObject(inner)) return leavesOf(inner, at.urn)
    return [[path, inner]]
  })
}

/** Returns the attribute and the element that an operation with a value path creates. */
export function elementOf(
  operation: JsonObject,
): { readonly at: AttributePath; readonly element: JsonObject } | undefined {
  const at = pathOf(operation)
  const { value } = operation
  if (at?.filter === undefined || value === undefined || isEmpty(value) || !isAssignment(operation)) return undefined
  const selector = { [at.filter.attribute]: asTyped(at.filter) }
  if (at.sub === undefined) return isJsonObject(value) ? { at, element: { ...selector, ...value } } : undefined
  return { at, element: { ...selector, [at.sub]: value } }
}

function asTyped({ attribute, value }: EqualityFilter): JsonValue {
  const isBoolean = attribute.toLowerCase() === 'primary' && /^(?:true|false)$/i.test(String(value))
  return isBoolean ? String(value).toLowerCase() === 'true' : value
}

/** Combines operations on one element into one element, and those on one attribute into one list. */
export function listElements(operations: readonly JsonObject[]): readonly JsonObject[] | undefined {
  const listed: JsonObject[] = []
  const lists = new Map<string, { readonly operation: JsonObject; readonly elements: Map<string, JsonObject> }>()
  for (const operation of operations) {
    const made = elementOf(operation)
    if (made === undefined) {
      listed.push(operation)
      continue
    }
    const { filter, sub: _sub, ...plain } = made.at
    const path = printPath(plain)
    const list = lists.get(path) ?? { operation: replaceMember(operation, 'path', path), elements: new Map() }
    if (!lists.has(path)) {
      lists.set(path, list)
      listed.push(list.operation)
    }
    const key = `${filter?.attribute} ${JSON.stringify(filter?.value)}`
    list.elements.set(key, { ...list.elements.get(key), ...made.element })
    list.operation['value'] = [...list.elements.values()]
  }
  return lists.size === 0 ? undefined : listed
}
