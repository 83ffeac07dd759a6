import { ENTERPRISE_USER_SCHEMA } from '../../protocol/index.ts'
import {
  enterpriseUserSchema,
  groupResourceType,
  groupSchema,
  userResourceType,
  userSchema,
} from '../schema/discovery.ts'
import type { ScimServerProfile } from './profile.ts'

/** Exactly RFC 7643 and 7644: no RFC 9865, and no extension except the enterprise extension. */
export const rfc7644: ScimServerProfile = {
  name: 'rfc7644',
  says: 'only RFC 7643 and RFC 7644: no paging by cursor, no extension of this server',
  source: 'https://www.rfc-editor.org/rfc/rfc7644',
  options: {
    pagination: 'index',
    resourceTypes: [
      { ...userResourceType, schemaExtensions: [{ schema: ENTERPRISE_USER_SCHEMA, required: false }] },
      groupResourceType,
    ],
    schemas: [userSchema, groupSchema, enterpriseUserSchema],
  },
}
