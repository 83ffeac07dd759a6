import { type Json, TABLE } from './mapping.ts'

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** A page of a list. */
export function listOf(all: readonly Json[], startIndex = 1, count: number = all.length): Json {
  const Resources = all.slice(startIndex - 1, startIndex - 1 + count)
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse']
  return { schemas, totalResults: all.length, startIndex, itemsPerPage: Resources.length, Resources }
}

const off = { supported: false }

/** What the bridge can do. */
export const serviceProviderConfig: Json = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  filter: { supported: true, maxResults: 1000 },
  bulk: { ...off, maxOperations: 0, maxPayloadSize: 0 },
  changePassword: off,
  sort: off,
  etag: off,
  authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Token', description: 'A secret token' }],
}

/** Users, and nothing else: JumpCloud's SCIM has no groups. */
export const resourceTypes: readonly Json[] = [
  {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    schema: USER,
    schemaExtensions: [{ schema: ENTERPRISE, required: false }],
  },
]

const text = (name: string, more: Json = {}): Json => ({ name, type: 'string', multiValued: false, ...more })
const below = (start: string): Json[] =>
  TABLE.filter(([scim]) => scim.startsWith(start)).map(([scim]) => text(scim.slice(start.length)))

/** What the bridge keeps, so that nothing else is expected of it. */
export const schemas: readonly Json[] = [
  {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id: USER,
    name: 'User',
    attributes: [
      text('userName', { required: true, uniqueness: 'server' }),
      { name: 'name', type: 'complex', multiValued: false, subAttributes: below('name.') },
      ...['displayName', 'title', 'locale', 'userType'].map((name) => text(name)),
      { name: 'active', type: 'boolean', multiValued: false },
      {
        name: 'emails',
        type: 'complex',
        multiValued: true,
        required: true,
        subAttributes: [
          text('value'),
          text('type', { canonicalValues: ['work'] }),
          { ...text('primary'), type: 'boolean' },
        ],
      },
    ],
  },
  {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id: ENTERPRISE,
    name: 'EnterpriseUser',
    attributes: below(`${ENTERPRISE}:`),
  },
]
