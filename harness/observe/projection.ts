import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'

const read = (resource: JsonObject, ...path: readonly string[]): JsonValue | undefined => {
  let value: JsonValue | undefined = resource
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined
  return value
}

/** The properties of a system user with their paths in a User (JumpCloud's article on provisioning from Entra). */
const PROJECTION: readonly (readonly [property: string, ...path: string[]])[] = [
  ['username', 'userName'],
  ['firstname', 'name', 'givenName'],
  ['lastname', 'name', 'familyName'],
  ['displayname', 'displayName'],
  ['jobTitle', 'title'],
  ['location', 'locale'],
  ['employeeType', 'userType'],
  ['department', ENTERPRISE_USER_SCHEMA, 'department'],
  ['costCenter', ENTERPRISE_USER_SCHEMA, 'costCenter'],
  ['company', ENTERPRISE_USER_SCHEMA, 'organization'],
  ['employeeIdentifier', ENTERPRISE_USER_SCHEMA, 'employeeNumber'],
]

/** Maps a User in a server's response to the body that would be written to JumpCloud; absent values become empty. */
export function projectUser(resource: JsonObject): JsonObject {
  const body: JsonObject = {}
  for (const [property, ...path] of PROJECTION) {
    body[property] = read(resource, ...path) ?? (property === 'employeeIdentifier' ? null : '')
  }
  const emails = Array.isArray(resource['emails']) ? resource['emails'].filter(isJsonObject) : []
  const email =
    emails.find(({ type }) => type === 'work') ?? emails.find(({ primary }) => primary === true) ?? emails[0]
  body['email'] = email?.['value'] ?? ''
  body['suspended'] = resource['active'] === false
  return body
}
