import { isJsonObject, type JsonObject, type JsonValue, type ScimResource } from '../../protocol/index.ts'
import { resolveAttribute } from '../schema/attribute-path.ts'
import type { Attribute, ResourceType } from '../schema/resource-type.ts'

/**
 * The attributes that a response contains (RFC 7644 §3.9); `written` names those with `returned: request` that the
 * client has just sent.
 */
export interface Selection {
  readonly attributes?: readonly string[]
  readonly excludedAttributes?: readonly string[]
  readonly written?: readonly string[]
}

/** Marks in a selection: the whole attribute, or some of its sub-attributes, by canonical names; key `urn:name` within an extension. */
type Marks = Map<string, 'whole' | Set<string>>

/** A selection resolved for one resource type; one resolution serves a whole page. */
export interface Projection {
  readonly type: ResourceType
  readonly included: Marks | undefined
  readonly excluded: Marks
  readonly written: Marks
}

/** Resolves a selection; unknown names select nothing. */
export function resolveSelection(selection: Selection, type: ResourceType): Projection {
  const { attributes, excludedAttributes = [], written = [] } = selection
  return {
    type,
    included: attributes === undefined ? undefined : marksOf(attributes, type),
    excluded: marksOf(excludedAttributes, type),
    written: marksOf(written, type),
  }
}

function marksOf(paths: readonly string[], type: ResourceType): Marks {
  const marks: Marks = new Map()
  for (const path of paths) {
    const target = resolveAttribute(path, type, { bareExtensionNames: true })
    if (target === undefined) continue
    if (target.kind === 'extension') {
      for (const attribute of target.extension.attributes.values()) marks.set(keyOf(attribute), 'whole')
      continue
    }
    const key = keyOf(target.attribute)
    const before = marks.get(key)
    if (target.sub === undefined) marks.set(key, 'whole')
    else if (before === undefined) marks.set(key, new Set([target.sub.name]))
    else if (before !== 'whole') before.add(target.sub.name)
  }
  return marks
}

const keyOf = ({ extension, name }: Attribute): string => (extension === undefined ? name : `${extension}:${name}`)

/**
 * Returns the part of a resource that a response may contain: always id and schemas, never attributes with `returned:
 * never`.
 */
export function project(resource: ScimResource, projection: Projection): ScimResource {
  const { type } = projection
  const shown: JsonObject = {}
  for (const name of Object.keys(resource)) {
    const attribute = type.attributes.get(name.toLowerCase())
    if (attribute !== undefined) {
      const value = shownValue(attribute, resource[name], projection)
      if (value !== undefined) shown[name] = value
      continue
    }
    const extension = type.extensions.get(name.toLowerCase())
    const held = resource[name]
    if (extension === undefined || !isJsonObject(held)) continue
    const part: JsonObject = {}
    for (const inner of Object.keys(held)) {
      const definition = extension.attributes.get(inner.toLowerCase())
      const value = definition === undefined ? undefined : shownValue(definition, held[inner], projection)
      if (value !== undefined) part[inner] = value
    }
    if (Object.keys(part).length > 0) shown[name] = part
  }
  return shown
}

function shownValue(
  attribute: Attribute,
  value: JsonValue | undefined,
  { included, excluded, written }: Projection,
): JsonValue | undefined {
  if (value === undefined || attribute.returned === 'never') return undefined
  if (attribute.returned === 'always') return value
  const key = keyOf(attribute)
  const wanted = included?.get(key)
  if (included !== undefined ? wanted === undefined : attribute.returned === 'request' && !written.has(key))
    return undefined
  const unwanted = excluded.get(key)
  if (unwanted === 'whole') return undefined
  if (wanted instanceof Set) return reshape(value, (name) => wanted.has(name))
  return unwanted === undefined ? value : reshape(value, (name) => !unwanted.has(name))
}

function reshape(value: JsonValue, keep: (name: string) => boolean): JsonValue | undefined {
  if (Array.isArray(value)) {
    const elements = value.map((element) => reshape(element, keep)).filter((element) => element !== undefined)
    return elements.length === 0 ? undefined : elements
  }
  if (!isJsonObject(value)) return value
  const kept = Object.fromEntries(Object.entries(value).filter(([name]) => keep(name)))
  return Object.keys(kept).length === 0 ? undefined : kept
}
