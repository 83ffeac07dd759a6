import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { Attribute, ResourceType } from '../schema/resource-type.ts'
import { badRequest } from '../scim-error.ts'
import { asList } from './elements.ts'
import { isReadOnlyHarmless } from './mutability.ts'
import type { Operation } from './operations.ts'
import type { PatchContext } from './patch-context.ts'
import { type PatchTarget, parsePatchPath } from './patch-path.ts'
import { remove } from './remove.ts'
import { writeSelected, writeSub, writeWhole } from './write.ts'

/**
 * Applies operations in order to a copy of the attributes; if one is rejected, nothing is changed (RFC 7644 §3.5.2).
 * Throws a ScimError 400.
 */
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
      if (name.toLowerCase() === 'schemas') {
        // A client that sends the extension as an object names its schema by doing so.
        assertKnownSchemas({ ...operation, value: value ?? null }, context.type)
        continue
      }
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
