import {
  type AttributeDefinition,
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import type { TargetFacts } from '../facts/target-facts.ts'

/**
 * Builds a User that a conformant server must accept: a plain one, reduced to what /Schemas declares, with everything
 * that it requires.
 */
export function plainUser(target: TargetFacts, userName: string, email: string, token: string): JsonObject {
  const body: JsonObject = {
    schemas: [USER_SCHEMA],
    userName,
    name: { givenName: 'Rehearsal', familyName: token },
    displayName: `Rehearsal ${token}`,
    emails: [{ value: email, type: 'work', primary: true }],
    active: true,
  }
  return complete(target, USER_SCHEMA, body, token, ENTERPRISE_USER_SCHEMA)
}

/** Builds a Group that a conformant server must accept. */
export function plainGroup(target: TargetFacts, displayName: string, token: string): JsonObject {
  return complete(target, GROUP_SCHEMA, { schemas: [GROUP_SCHEMA], displayName }, token)
}

function complete(target: TargetFacts, urn: string, body: JsonObject, token: string, extension?: string): JsonObject {
  const schema = target.schemas.get(urn)
  if (schema === undefined) return body
  const declared = new Map(schema.attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]))
  const kept: JsonObject = {}
  for (const [name, value] of Object.entries(body)) {
    if (name === 'schemas' || declared.has(name.toLowerCase())) kept[name] = value
  }
  addRequired(kept, schema.attributes, token)
  const required = extension === undefined ? undefined : requiredExtension(target, extension)
  if (extension !== undefined && required !== undefined) {
    const values: JsonObject = {}
    addRequired(values, required, token)
    kept['schemas'] = [urn, extension]
    kept[extension] = values
  }
  return kept
}

function requiredExtension(target: TargetFacts, urn: string): readonly AttributeDefinition[] | undefined {
  const isRequired = target.resourceTypes.some((type) =>
    type.schemaExtensions?.some(({ schema, required }) => schema === urn && required),
  )
  return isRequired ? target.schemas.get(urn)?.attributes : undefined
}

function addRequired(body: JsonObject, attributes: readonly AttributeDefinition[], token: string): void {
  for (const attribute of attributes) {
    const isOurs =
      attribute.required === true &&
      attribute.mutability !== 'readOnly' &&
      !['id', 'schemas', 'meta'].includes(attribute.name)
    if (isOurs && body[attribute.name] === undefined) body[attribute.name] = sampleValue(attribute, token)
  }
}

/**
 * Returns a value that the attribute's definition allows (RFC 7643 §7), unique if it is a string without canonical
 * values.
 */
export function sampleValue(attribute: AttributeDefinition, token: string): JsonValue {
  const single = singleValue(attribute, token)
  return attribute.multiValued ? [single] : single
}

function singleValue(attribute: AttributeDefinition, token: string): JsonValue {
  const [canonical] = attribute.canonicalValues ?? []
  if (canonical !== undefined) return canonical
  switch (attribute.type) {
    case 'boolean':
      return true
    case 'integer':
      return 1
    case 'decimal':
      return 1.5
    case 'dateTime':
      return '2026-01-01T00:00:00Z'
    case 'binary':
      return 'cmVoZWFyc2Fs'
    case 'reference':
      return `https://rehearsal.example/${token}`
    case 'complex': {
      const value: JsonObject = {}
      const parts = attribute.subAttributes ?? []
      addRequired(value, parts, token)
      const main = parts.find(({ name }) => name === 'value')
      if (Object.keys(value).length === 0 && main !== undefined) value['value'] = singleValue(main, token)
      return value
    }
    default:
      return /e-?mail/i.test(attribute.name) ? `${token}@rehearsal.example` : `rehearsal${token}`
  }
}
