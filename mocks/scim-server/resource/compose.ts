import { isJsonObject, type JsonObject, type ScimResource } from '../../protocol/index.ts'
import type { ResourceType } from '../schema/resource-type.ts'

/** The `schemas` of a resource: the base schema, and each extension that has values (RFC 7643 §3). */
function schemasOf(attributes: JsonObject, type: ResourceType): string[] {
  const extensions = [...type.extensions.values()].filter(({ urn }) => isJsonObject(attributes[urn]))
  return [type.schema, ...extensions.map(({ urn }) => urn)]
}

/**
 * Returns the entity tag of the n-th version; weak, because a representation depends on the requested attributes (RFC
 * 7644 §3.14).
 */
function entityTag(version: number): string {
  return `W/"${version}"`
}

/** Returns the number in an entity tag of this server; 0 if it is not one. */
function versionNumber(tag: string | undefined): number {
  return Number(/^W\/"(\d+)"$/.exec(tag ?? '')?.[1] ?? 0)
}

/** Composes a new resource out of read attributes; `now` is RFC 3339. */
export function composeNew(attributes: JsonObject, type: ResourceType, id: string, now: string): ScimResource {
  return {
    schemas: schemasOf(attributes, type),
    id,
    ...attributes,
    meta: { resourceType: type.name, created: now, lastModified: now, version: entityTag(1) },
  }
}

/** Creates the next version of a resource; returns the old one if nothing differs (RFC 7644 §3.5.2.1). */
export function composeNext(
  current: ScimResource,
  attributes: JsonObject,
  type: ResourceType,
  now: string,
): ScimResource {
  const { schemas: _schemas, id, meta, ...before } = current
  if (isSame(before, attributes)) return current
  return {
    schemas: schemasOf(attributes, type),
    ...(id === undefined ? {} : { id }),
    ...attributes,
    meta: { ...meta, lastModified: now, version: entityTag(versionNumber(meta?.version) + 1) },
  }
}

/** Returns the attributes that a client controls: a resource without `schemas`, `id` and `meta`. */
export function attributesOf(resource: ScimResource): JsonObject {
  const { schemas: _schemas, id: _id, meta: _meta, ...attributes } = resource
  return attributes
}

/** Returns whether two JSON values are equal; the order of members is ignored, that of elements is not. */
export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (Array.isArray(left))
    return (
      Array.isArray(right) && left.length === right.length && left.every((part, index) => isSame(part, right[index]))
    )
  if (!isJsonObject(left) || !isJsonObject(right)) return false
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => isSame(left[key], right[key]))
}
