import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/index.ts'
import {
  readGraphObject,
  type SourceObject,
  type SourceUser,
  type SourceValue,
  sourceUserWith,
  type TenantUser,
} from '../../index.ts'
import {
  EXTENSION_PARTS,
  LIST_PROPERTIES,
  MAPPING_NAMES,
  ORGANIZATION_PARTS,
  STRING_PROPERTIES,
  USUAL_PROPERTIES,
} from './user-properties.ts'

/** Returns a user with all properties, as Graph returns it. */
export function graphUser({ objectId, attributes, isAccountEnabled, deletedAt }: TenantUser): JsonObject {
  const propertyOf = (name: string): JsonValue => {
    const value = attributes[name] ?? attributes[MAPPING_NAMES[name] ?? name]
    return value === undefined ? null : (value as JsonValue)
  }
  const partsOf = (names: readonly string[]): JsonObject =>
    Object.fromEntries(names.map((name) => [name, propertyOf(name)]))
  const organization = partsOf(ORGANIZATION_PARTS)
  return {
    id: objectId,
    accountEnabled: isAccountEnabled,
    deletedDateTime: deletedAt === null ? null : deletedAt.toISOString(),
    ...partsOf(STRING_PROPERTIES),
    ...Object.fromEntries(LIST_PROPERTIES.map((name) => [name, listOf(propertyOf(name))])),
    businessPhones: phones(attributes),
    employeeOrgData: Object.values(organization).every((value) => value === null) ? null : organization,
    onPremisesExtensionAttributes: partsOf(EXTENSION_PARTS),
    ...extensions(attributes),
  }
}

const listOf = (value: JsonValue): JsonValue => (Array.isArray(value) ? value : value === null ? [] : [value])

/** Returns `businessPhones`; synthetic and imported users have a single number instead of a list. */
function phones({ businessPhones, telephoneNumber }: SourceObject): JsonValue {
  if (Array.isArray(businessPhones)) return [...businessPhones] as JsonValue
  return typeof telephoneNumber === 'string' ? [telephoneNumber] : []
}

/** Returns the directory extensions, whose names have the form `extension_<appId>_name`. */
function extensions(attributes: SourceObject): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name, value]) => name.startsWith('extension_') && value !== undefined),
  ) as JsonObject
}

/** Returns the properties that v1.0 returns without `$select`, in Graph's order. */
export function usualUser(user: JsonObject): JsonObject {
  return Object.fromEntries(USUAL_PROPERTIES.map((name) => [name, user[name] ?? null]))
}

/** Returns the attributes in a body that creates or changes a user, by the names of mappings. */
export function attributesOf(body: JsonObject): Readonly<Record<string, SourceValue>> {
  const plain = Object.fromEntries(
    Object.entries(body).filter(
      ([name, value]) => !['accountEnabled', 'id', 'passwordProfile', 'manager'].includes(name) && value !== undefined,
    ),
  ) as JsonObject
  // Clearing an object clears its members.
  for (const [name, parts] of [
    ['employeeOrgData', ORGANIZATION_PARTS],
    ['onPremisesExtensionAttributes', EXTENSION_PARTS],
  ] as const)
    if (plain[name] === null) plain[name] = Object.fromEntries(parts.map((part) => [part, null]))
  return readGraphObject(plain).attributes
}

/** Creates a new user of the tenant. */
export function sourceUserOf(objectId: string, body: JsonObject, at: Date): SourceUser {
  const attributes: Record<string, SourceValue> = {
    userType: 'Member',
    createdDateTime: at.toISOString(),
    ...attributesOf(body),
  }
  const text = (value: SourceValue | undefined): string => (typeof value === 'string' ? value : '')
  return sourceUserWith(attributes, {
    objectId,
    userPrincipalName: text(attributes['userPrincipalName']),
    mailNickname: text(attributes['mailNickname']),
  })
}

/** Returns the id at the end of an `@odata.id`; undefined if the body has none. */
export function referencedId(body: JsonObject): string | undefined {
  const reference = isJsonObject(body) ? body['@odata.id'] : undefined
  return typeof reference === 'string' ? /([^/'()]+)'?\)?\/?$/.exec(reference)?.[1] : undefined
}
