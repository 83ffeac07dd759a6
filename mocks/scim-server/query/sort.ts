import { isJsonObject, type JsonValue, type ScimResource } from '../../protocol/index.ts'
import { comparable, compareText, instantOf } from '../filter/comparison.ts'
import { resolveAttribute } from '../schema/attribute-path.ts'
import type { Attribute, ResourceType } from '../schema/resource-type.ts'

/** The order of a list. */
export interface SortRequest {
  readonly sortBy: string
  readonly descending: boolean
}

type Key = string | number | undefined

/**
 * Orders resources by an attribute: resources without a value are last, or first if descending (RFC 7644 §3.4.2.3). Without
 * a type the order does not change.
 */
export function sortResources(
  resources: ScimResource[],
  { sortBy, descending }: SortRequest,
  type: ResourceType | undefined,
): ScimResource[] {
  const target = type === undefined ? undefined : resolveAttribute(sortBy, type, { bareExtensionNames: true })
  if (target === undefined || target.kind === 'extension') return resources
  const { attribute, sub } = target
  const sign = descending ? -1 : 1
  return resources
    .map((resource) => ({ resource, key: keyOf(resource, attribute, sub) }))
    .sort((left, right) => sign * compareKeys(left.key, right.key))
    .map(({ resource }) => resource)
}

function compareKeys(left: Key, right: Key): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined)
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return compareText(String(left), String(right))
}

function keyOf(resource: ScimResource, attribute: Attribute, sub: Attribute | undefined): Key {
  const holder = attribute.extension === undefined ? resource : resource[attribute.extension]
  const value = isJsonObject(holder) ? holder[attribute.name] : undefined
  const element = Array.isArray(value) ? preferred(value) : value
  const leaf = sub ?? attribute.subAttributes.get('value')
  if (leaf === undefined) return asKey(element, attribute)
  return asKey(isJsonObject(element) ? element[leaf.name] : undefined, leaf)
}

/** Returns the primary element, or else the first (RFC 7644 §3.4.2.3). */
function preferred(elements: readonly JsonValue[]): JsonValue | undefined {
  return elements.find((element) => isJsonObject(element) && element['primary'] === true) ?? elements[0]
}

function asKey(value: JsonValue | undefined, { type, caseExact }: Attribute): Key {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'string') return undefined
  return type === 'dateTime' ? instantOf(value) : comparable(value, caseExact)
}
