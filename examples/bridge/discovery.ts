/** Any JSON object. */
export type Json = Record<string, unknown>

/** What a User is called, and its extension. */
export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const SCHEMAS = 'urn:ietf:params:scim:schemas:core:2.0'
const off = { supported: false }
const attribute = (name: string, type: string, more: Json = {}): Json => ({ name, type, multiValued: false, ...more })
const texts = (...names: string[]): Json[] => names.map((name) => attribute(name, 'string'))

/** What the bridge can do. */
export const serviceProviderConfig: Json = {
  schemas: [`${SCHEMAS}:ServiceProviderConfig`],
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
    schemas: [`${SCHEMAS}:ResourceType`],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    schema: USER,
    schemaExtensions: [{ schema: ENTERPRISE, required: false }],
  },
]

const address = [
  ...texts('value'),
  attribute('type', 'string', { canonicalValues: ['work'] }),
  attribute('primary', 'boolean'),
]

/** What the bridge keeps, so that nothing else is expected of it. */
export const schemas: readonly Json[] = [
  {
    schemas: [`${SCHEMAS}:Schema`],
    id: USER,
    name: 'User',
    attributes: [
      attribute('userName', 'string', { required: true, uniqueness: 'server' }),
      attribute('name', 'complex', { subAttributes: texts('givenName', 'familyName') }),
      ...texts('displayName', 'title', 'locale', 'userType'),
      attribute('active', 'boolean'),
      attribute('emails', 'complex', { multiValued: true, required: true, subAttributes: address }),
    ],
  },
  {
    schemas: [`${SCHEMAS}:Schema`],
    id: ENTERPRISE,
    name: 'EnterpriseUser',
    attributes: texts('department', 'costCenter', 'organization', 'employeeNumber'),
  },
]
