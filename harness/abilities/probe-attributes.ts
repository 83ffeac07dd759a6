import {
  ENTERPRISE_USER_SCHEMA,
  enterpriseUserSchema,
  GROUP_SCHEMA,
  groupSchema,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type SchemaDefinition,
  USER_SCHEMA,
  userSchema,
} from '../../mocks/protocol/index.ts'
import { plainUser } from '../scim/user-body.ts'
import type { ProbeParts } from './probe-users.ts'

/** Values for attributes of RFC 7643 §4.1 and §4.3 that a plain user does not have. */
const VALUES: Readonly<Record<string, (token: string) => JsonValue>> = {
  nickName: (token) => `Nick ${token}`,
  title: () => 'Tour Guide',
  profileUrl: (token) => `https://rehearsal.example/${token}`,
  userType: () => 'Employee',
  preferredLanguage: () => 'en-US',
  locale: () => 'en-US',
  timezone: () => 'America/Los_Angeles',
  phoneNumbers: () => [{ value: 'tel:+1-201-555-0123', type: 'work' }],
  addresses: () => [{ streetAddress: '100 Universal City Plaza', locality: 'Hollywood', country: 'US', type: 'work' }],
  externalId: (token) => `ext-${token}`,
}
const ENTERPRISE_VALUES: JsonObject = {
  employeeNumber: '701984',
  costCenter: '4130',
  organization: 'Universal',
  division: 'Park',
  department: 'Tours',
}
/** Attributes of every resource, and those that a server sets itself or never returns. */
const ALWAYS: ReadonlySet<string> = new Set(['id', 'schemas', 'meta', 'username', 'groups', 'password'])

/**
 * Reduces the schemas of RFC 7643 to the attributes that a target without /Schemas stores: a user with common
 * attributes is created and read. An attribute that is not returned is not required.
 */
export async function observeSchemas(
  parts: ProbeParts,
  userName: string,
): Promise<ReadonlyMap<string, SchemaDefinition>> {
  const { scim, facts, unique } = parts
  const token = unique()
  const email = `${token}@rehearsal.example`
  const plain = plainUser(facts, userName.includes('@') ? email : token, email, token)
  const values = Object.fromEntries(Object.entries(VALUES).map(([name, value]) => [name, value(token)]))
  const bodies: JsonObject[] = [
    {
      ...plain,
      ...values,
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      [ENTERPRISE_USER_SCHEMA]: ENTERPRISE_VALUES,
    },
    { ...plain, ...values },
    plain,
  ]
  for (const body of bodies) {
    const answer = await scim.post(facts.endpoint('User'), body)
    const user = await scim.created(answer)
    if (user === undefined) continue
    const read = await scim.get(user)
    const shown = isJsonObject(read.body) ? read.body : user
    return new Map(
      [
        [USER_SCHEMA, cut(userSchema, shown)] as const,
        [ENTERPRISE_USER_SCHEMA, cut(enterpriseUserSchema, shown[ENTERPRISE_USER_SCHEMA])] as const,
        [GROUP_SCHEMA, groupSchema] as const,
      ].filter(([urn, { attributes }]) => urn !== ENTERPRISE_USER_SCHEMA || attributes.length > 0),
    )
  }
  return new Map()
}

/** Returns the schema with only the attributes that a resource contains. */
function cut(schema: SchemaDefinition, shown: unknown): SchemaDefinition {
  const names = new Set(isJsonObject(shown) ? Object.keys(shown).map((name) => name.toLowerCase()) : [])
  return {
    ...schema,
    attributes: schema.attributes.filter(({ name }) => ALWAYS.has(name.toLowerCase()) || names.has(name.toLowerCase())),
  }
}
