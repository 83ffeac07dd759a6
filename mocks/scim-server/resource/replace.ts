import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { Attribute, ResourceType } from '../schema/resource-type.ts'
import { badRequest } from '../wire/scim-error.ts'
import { isSame } from './compose.ts'

/**
 * Adds the attributes that a PUT does not affect, and rejects changes of immutable ones (RFC 7644 §3.5.1). Throws a
 * ScimError 400 `mutability`.
 */
export function mergeReplacement(current: JsonObject, sent: JsonObject, type: ResourceType): JsonObject {
  const next = carry(current, sent, type.attributes)
  for (const { urn, attributes } of type.extensions.values()) {
    const before = current[urn]
    const after = sent[urn]
    const merged = carry(isJsonObject(before) ? before : {}, isJsonObject(after) ? after : {}, attributes)
    if (Object.keys(merged).length === 0) delete next[urn]
    else next[urn] = merged
  }
  return next
}

function carry(current: JsonObject, sent: JsonObject, attributes: ReadonlyMap<string, Attribute>): JsonObject {
  const next: JsonObject = { ...sent }
  for (const attribute of attributes.values()) {
    const before = current[attribute.name]
    if (before === undefined) continue
    const after = next[attribute.name]
    if (attribute.mutability === 'immutable') next[attribute.name] = keepImmutable(attribute, before, after)
    // A client cannot read a writeOnly value, so a missing value must not clear it.
    else if (attribute.mutability === 'writeOnly' && after === undefined) next[attribute.name] = before
  }
  return next
}

function keepImmutable(attribute: Attribute, before: JsonValue, after: JsonValue | undefined): JsonValue {
  if (after !== undefined && !isSame(before, after))
    throw badRequest('mutability', `${attribute.name} is immutable: it keeps its first value (RFC 7644 §3.5.1)`)
  return before
}
