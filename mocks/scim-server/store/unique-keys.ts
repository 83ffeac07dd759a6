import { isJsonObject, type JsonObject, type ScimResource } from '../../protocol/index.ts'
import { comparable } from '../filter/comparison.ts'
import type { Attribute, ResourceType } from '../schema/resource-type.ts'
import { ScimError } from '../wire/scim-error.ts'

/** A value that no other resource of the type may have. */
export interface UniqueKey {
  readonly attribute: string
  readonly key: string
}

/** Returns the values of a resource that must be unique: those of attributes with the uniqueness `server` or `global` (RFC 7643 §2.2). */
export function uniqueKeysOf(resource: ScimResource, type: ResourceType): UniqueKey[] {
  const keys = keysWithin(resource, type.attributes)
  for (const { urn, attributes } of type.extensions.values()) {
    const held = resource[urn]
    if (isJsonObject(held)) keys.push(...keysWithin(held, attributes))
  }
  return keys
}

function keysWithin(holder: JsonObject, attributes: ReadonlyMap<string, Attribute>): UniqueKey[] {
  const keys: UniqueKey[] = []
  for (const { name, uniqueness, caseExact } of attributes.values()) {
    const value = uniqueness === 'none' ? undefined : holder[name]
    if (typeof value === 'string') keys.push({ attribute: name, key: `${name}\u0000${comparable(value, caseExact)}` })
  }
  return keys
}

/** Creates the error for a value that is in use (RFC 7644 §3.3, §3.12). */
export function conflict(attribute: string): ScimError {
  return new ScimError(409, `another resource has this ${attribute}; it must be unique`, { scimType: 'uniqueness' })
}
