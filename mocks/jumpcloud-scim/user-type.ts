import {
  type AttributeDefinition,
  ENTERPRISE_USER_SCHEMA,
  type ResourceTypeDefinition,
  type SchemaDefinition,
  USER_SCHEMA,
} from '../protocol/index.ts'
import { enterpriseUserSchema, userSchema } from '../scim-server/index.ts'

/** The attributes of a user that JumpCloud stores, with their sub-attributes; `true` means all of them. */
const STORED: Readonly<Record<string, true | readonly string[]>> = {
  userName: true,
  name: ['givenName', 'familyName'],
  displayName: true,
  title: true,
  userType: true,
  locale: true,
  active: true,
  password: true,
  emails: ['value', 'type', 'primary'],
}
const STORED_ENTERPRISE: typeof STORED = {
  employeeNumber: true,
  costCenter: true,
  organization: true,
  department: true,
}
/** Attributes that JumpCloud requires and RFC 7643 does not. */
const REQUIRED = new Set(['emails'])

function storedPart(schema: SchemaDefinition, stored: typeof STORED): SchemaDefinition {
  const attributes = schema.attributes.flatMap((attribute): AttributeDefinition[] => {
    const subs = stored[attribute.name]
    if (subs === undefined) return []
    const required = REQUIRED.has(attribute.name) || attribute.required === true
    if (subs === true) return [{ ...attribute, required }]
    const subAttributes = (attribute.subAttributes ?? []).filter(({ name }) => subs.includes(name)).map(workOnly)
    return [{ ...attribute, required, subAttributes }]
  })
  return { ...schema, attributes }
}

/** Restricts an attribute to work addresses, because a system user has only one. */
const workOnly = (sub: AttributeDefinition): AttributeDefinition =>
  sub.name === 'type' ? { ...sub, canonicalValues: ['work'] } : sub

/** The schemas of this server: exactly the attributes that JumpCloud stores. */
export const jumpCloudSchemas: readonly SchemaDefinition[] = [
  storedPart(userSchema, STORED),
  storedPart(enterpriseUserSchema, STORED_ENTERPRISE),
]

/** The only resource type is User (vendor article: groups are not supported). */
export const jumpCloudUserType: ResourceTypeDefinition = {
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: 'A JumpCloud system user',
  schema: USER_SCHEMA,
  schemaExtensions: [{ schema: ENTERPRISE_USER_SCHEMA, required: false }],
}
