import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { Extension, ResourceType } from '../schema/resource-type.ts'
import { badRequest } from '../wire/scim-error.ts'
import { asList } from './elements.ts'
import type { Operation } from './operations.ts'
import type { PatchContext } from './patch-context.ts'
import { type AttributePath, type PatchPath, parsePatchPath } from './patch-path.ts'

/** A change of one attribute. */
export interface Step {
  readonly path: AttributePath
  readonly op: Operation['op']
  /** The value of the operation; undefined if it has none, whereas null is a value. */
  readonly value: JsonValue | undefined
}

/**
 * Expands an operation into steps: an operation without a path, or on a whole extension, has one step for each attribute
 * in its value. A step is computed when the steps before it have been applied to `draft`. Throws a ScimError 400.
 */
export function* stepsOf(operation: Operation, draft: JsonObject, context: PatchContext): Iterable<Step> {
  const { op, path, value } = operation
  if (path !== undefined) {
    yield* stepsAt(parsePatchPath(path, context.type, context.leniency), op, value, draft, context)
    return
  }
  if (!isJsonObject(value))
    throw badRequest('invalidValue', 'an operation without a path takes an object of attributes (RFC 7644 §3.5.2.1)')
  for (const [key, part] of Object.entries(value)) {
    assertKey(key, context)
    yield* stepsAt(parsePatchPath(key, context.type, context.leniency), op, part, draft, context)
  }
}

/** Rejects keys that are paths, which only Entra sends: in the RFC a key is the name of an attribute or the URN of an extension. */
function assertKey(key: string, { type, leniency }: PatchContext): void {
  const isUrn = key.includes(':')
  if (isUrn && !leniency.urnKeys && !type.extensions.has(key.toLowerCase()))
    throw badRequest('invalidPath', `${type.name} has no attribute ${key}; nest it under the URN of its schema`)
  if (!isUrn && !leniency.dottedKeys && /[.[]/.test(key))
    throw badRequest('invalidPath', `${type.name} has no attribute ${key}; a key is a name, not a path`)
}

function* stepsAt(
  path: PatchPath,
  op: Operation['op'],
  value: JsonValue | undefined,
  draft: JsonObject,
  { type }: PatchContext,
): Iterable<Step> {
  if (path.kind === 'extension') yield* stepsInExtension(path.extension, op, value, draft, type)
  else if (path.attribute.name === 'schemas') assertKnownSchemas(op, value, type)
  else yield { path, op, value }
}

function* stepsInExtension(
  { urn, attributes }: Extension,
  op: Operation['op'],
  value: JsonValue | undefined,
  draft: JsonObject,
  type: ResourceType,
): Iterable<Step> {
  const stored = draft[urn]
  const parts = op === 'remove' ? valueless(isJsonObject(stored) ? stored : {}) : value
  if (!isJsonObject(parts)) throw badRequest('invalidValue', `${urn} takes an object`)
  for (const [name, part] of Object.entries(parts)) {
    const attribute = attributes.get(name.toLowerCase())
    // A client that sends an extension as an object may name its schema in it.
    if (name.toLowerCase() === 'schemas') assertKnownSchemas(op, part, type)
    else if (attribute === undefined) throw badRequest('invalidPath', `${urn} has no attribute ${name}`)
    else yield { path: { kind: 'attribute', attribute }, op, value: part }
  }
}

const valueless = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.keys(object).map((name) => [name, undefined]))

/** `schemas` follows from the content of a resource: an operation may name its schemas, and changes nothing by that. */
function assertKnownSchemas(op: Operation['op'], value: JsonValue | undefined, type: ResourceType): void {
  if (op === 'remove')
    throw badRequest('mutability', 'schemas cannot be removed: it follows from the content of the resource')
  for (const urn of asList(value)) {
    const isKnown =
      typeof urn === 'string' &&
      (urn.toLowerCase() === type.schema.toLowerCase() || type.extensions.has(urn.toLowerCase()))
    if (!isKnown) throw badRequest('invalidValue', `${type.name} has no schema ${JSON.stringify(urn)}`)
  }
}
