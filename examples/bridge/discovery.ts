/** Any JSON object. */
export type Json = Record<string, unknown>

/** The schema URNs of a User and its extension. */
export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const SCHEMAS = 'urn:ietf:params:scim:schemas:core:2.0'
const off = { supported: false }
const attribute = (name: string, type: string, more: Json = {}): Json => ({ name, type, multiValued: false, ...more })
const strings = (...names: string[]): Json[] => names.map((name) => attribute(name, 'string'))

/** The features of the bridge. */
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

/** The only resource type is User, because JumpCloud's SCIM has no groups. */
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
  ...strings('value'),
  attribute('type', 'string', { canonicalValues: ['work'] }),
  attribute('primary', 'boolean'),
]

/** The attributes that the bridge stores; a client must not expect others. */
export const schemas: readonly Json[] = [
  {
    schemas: [`${SCHEMAS}:Schema`],
    id: USER,
    name: 'User',
    attributes: [
      attribute('userName', 'string', { required: true, uniqueness: 'server' }),
      attribute('name', 'complex', { subAttributes: strings('givenName', 'familyName') }),
      ...strings('displayName', 'title', 'locale', 'userType'),
      attribute('active', 'boolean'),
      attribute('emails', 'complex', { multiValued: true, required: true, subAttributes: address }),
    ],
  },
  {
    schemas: [`${SCHEMAS}:Schema`],
    id: ENTERPRISE,
    name: 'EnterpriseUser',
    attributes: strings('department', 'costCenter', 'organization', 'employeeNumber'),
  },
]
