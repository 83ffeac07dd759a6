import { isJsonObject, type JsonObject, type JsonValue, type ScimResource } from '../../protocol/index.ts'
import type { Attribute, ResourceType } from '../schema/resource-type.ts'
import { badRequest } from '../wire/scim-error.ts'
import { isOneDerValue } from './format.ts'
import { type ReadingRules, readValue } from './read-value.ts'

/**
 * The parsed input of a client: the attributes as they will be stored, and the names that it sent without a value (RFC
 * 7643 §2.5).
 */
export interface ReadResource {
  readonly attributes: JsonObject
  readonly cleared: ReadonlySet<string>
}

/** Reads the body of a create or replace. Throws a ScimError 400 `invalidSyntax` or `invalidValue`; readOnly and unknown attributes are ignored (RFC 7644 §3.3, §3.5.1). */
export function readResource(body: JsonValue | undefined, type: ResourceType, rules: ReadingRules): ReadResource {
  if (!isJsonObject(body)) throw badRequest('invalidSyntax', 'the body must be a JSON object')
  assertSchemas(body, type)
  const attributes: JsonObject = {}
  const cleared = new Set<string>()
  const seen = new Set<string>()
  for (const [key, value] of Object.entries(body)) {
    const name = key.toLowerCase()
    if (seen.has(name))
      throw badRequest('invalidSyntax', `duplicate attribute ${key}; names ignore letter case (RFC 7643 §2.1)`)
    seen.add(name)
    const extension = type.extensions.get(name)
    if (extension !== undefined) {
      const read = readExtension(extension.attributes, key, value, rules)
      if (read !== undefined) attributes[extension.urn] = read
      continue
    }
    const attribute = type.attributes.get(name)
    if (attribute === undefined || attribute.name === 'schemas' || attribute.mutability === 'readOnly') continue
    const read = readValue(attribute, value, rules)
    if (read === undefined) cleared.add(attribute.name)
    else attributes[attribute.name] = read
  }
  return { attributes, cleared }
}

function readExtension(
  attributes: ReadonlyMap<string, Attribute>,
  urn: string,
  value: JsonValue | undefined,
  rules: ReadingRules,
): JsonObject | undefined {
  if (value === null || value === undefined) return undefined
  if (!isJsonObject(value)) throw badRequest('invalidValue', `${urn} takes an object (RFC 7643 §3.3)`)
  const read: JsonObject = {}
  for (const [key, part] of Object.entries(value)) {
    const attribute = attributes.get(key.toLowerCase())
    if (attribute === undefined || attribute.mutability === 'readOnly') continue
    const one = readValue(attribute, part, rules)
    if (one !== undefined) read[attribute.name] = one
  }
  return Object.keys(read).length === 0 ? undefined : read
}

function assertSchemas(body: JsonObject, type: ResourceType): void {
  const key = Object.keys(body).find((name) => name.toLowerCase() === 'schemas')
  const schemas = key === undefined ? undefined : body[key]
  if (!Array.isArray(schemas) || !schemas.every((urn) => typeof urn === 'string'))
    throw badRequest('invalidSyntax', `schemas must be an array that contains ${type.schema} (RFC 7643 §3)`)
  if (!schemas.some((urn) => String(urn).toLowerCase() === type.schema.toLowerCase()))
    throw badRequest('invalidValue', `schemas lacks ${type.schema}, the base schema of ${type.name} (RFC 7643 §3.3)`)
}

/**
 * Throws a ScimError 400 `invalidValue` if a resource lacks a required attribute or extension, or violates its schema.
 */
export function assertComplete(resource: ScimResource, type: ResourceType): void {
  for (const attribute of type.attributes.values()) {
    if (attribute.name !== 'schemas') assertRequired(attribute, resource[attribute.name], '')
  }
  for (const { urn, required, attributes } of type.extensions.values()) {
    const held = resource[urn]
    if (!isJsonObject(held)) {
      if (required) throw badRequest('invalidValue', `${type.name} needs the extension ${urn}`)
      continue
    }
    for (const attribute of attributes.values()) assertRequired(attribute, held[attribute.name], `${urn}:`)
  }
  const certificates = resource['x509Certificates']
  for (const certificate of Array.isArray(certificates) ? certificates : []) {
    const value = isJsonObject(certificate) ? certificate['value'] : undefined
    if (typeof value === 'string' && !isOneDerValue(value))
      throw badRequest('invalidValue', 'x509Certificates.value takes exactly one DER certificate (RFC 7643 §4.1.2)')
  }
}

function assertRequired(attribute: Attribute, value: JsonValue | undefined, prefix: string): void {
  const isBlank = value === undefined || (typeof value === 'string' && value.trim() === '')
  if (attribute.required && isBlank)
    throw badRequest('invalidValue', `${prefix}${attribute.name} is required: it must have a value that is not empty`)
}
