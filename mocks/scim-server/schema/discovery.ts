import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  type ResourceTypeDefinition,
  type SchemaDefinition,
  USER_SCHEMA,
} from '../../protocol/index.ts'
import employment from './employment.schema.json' with { type: 'json' }
import resourceType from './resource-type.schema.json' with { type: 'json' }
import schema from './schema.schema.json' with { type: 'json' }
import serviceProviderConfig from './service-provider-config.schema.json' with { type: 'json' }

export { enterpriseUserSchema, groupSchema, userSchema } from '../../protocol/index.ts'

/** An extension of this server's own, with an attribute of every type and characteristic. */
export const employmentSchema: SchemaDefinition = employment as SchemaDefinition
/** The schemas of the discovery resources (RFC 7643 §8.7.2). */
export const discoverySchemas: readonly SchemaDefinition[] = [
  serviceProviderConfig as SchemaDefinition,
  resourceType as SchemaDefinition,
  schema as SchemaDefinition,
]

/** Users with the enterprise extension, and this server's own. */
export const userResourceType: ResourceTypeDefinition = {
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: USER_SCHEMA,
  schemaExtensions: [
    { schema: ENTERPRISE_USER_SCHEMA, required: false },
    { schema: employmentSchema.id, required: false },
  ],
}

/** The resource type of groups. */
export const groupResourceType: ResourceTypeDefinition = {
  id: 'Group',
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: GROUP_SCHEMA,
}
