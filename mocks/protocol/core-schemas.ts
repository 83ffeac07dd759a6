import enterpriseUser from './enterprise-user.schema.json' with { type: 'json' }
import group from './group.schema.json' with { type: 'json' }
import type { SchemaDefinition } from './schema-definition.ts'
import user from './user.schema.json' with { type: 'json' }

/** Schema of users (RFC 7643 §8.7.1). */
export const userSchema: SchemaDefinition = user as SchemaDefinition
/** Schema of groups (RFC 7643 §8.7.1, `displayName` required by erratum 5368). */
export const groupSchema: SchemaDefinition = group as SchemaDefinition
/** Schema of the enterprise extension (RFC 7643 §8.7.1). */
export const enterpriseUserSchema: SchemaDefinition = enterpriseUser as SchemaDefinition
