import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import {
  deviating,
  enterpriseUserSchema,
  groupResourceType,
  groupSchema,
  type ScimRequest,
  userResourceType,
  userSchema,
} from '../../mocks/scim-server/index.ts'
import type { ConformantVariant } from './conformant-variant.ts'

const { bodies, isPatch, on, refusing, resources, without } = deviating

const isDiscovery = ({ path }: ScimRequest): boolean =>
  /^\/(?:ServiceProviderConfig|ResourceTypes|Schemas)(?:\/|$)/.test(path)
const isConfig = on('GET', /^\/ServiceProviderConfig$/)
const unsupported = (name: string) =>
  bodies(isConfig, (config) => ({ ...config, [name]: { ...(config[name] as JsonObject), supported: false } }))

const FEW = ['userName', 'name', 'emails', 'active']
const deviceSchema = { ...groupSchema, id: 'urn:example:params:scim:schemas:Device', name: 'Device' }
const plain = { ...userResourceType, schemaExtensions: [] }

/** The freedom of a server in what it offers, and in how it describes itself. */
export const documents: readonly ConformantVariant[] = [
  {
    says: 'has only Users with few attributes',
    basis: 'RFC 7643 §3.1, §6: a server declares what it has',
    options: {
      resourceTypes: [plain],
      schemas: [{ ...userSchema, attributes: userSchema.attributes.filter(({ name }) => FEW.includes(name)) }],
    },
  },
  {
    says: 'publishes its schemas as RFC 7643 prints them, without the attribute schemas',
    basis: 'RFC 7643 §8.7.1',
    around: bodies(on('GET', /^\/Schemas(?:\/|$)/), (body) =>
      Array.isArray(body['Resources'])
        ? { ...body, Resources: body['Resources'].map((one) => (isJsonObject(one) ? without(one, 'schemas') : one)) }
        : without(body, 'schemas'),
    ),
    advised: ['scim.schema.members', 'scim.schema.read-singly'],
  },
  {
    says: 'has no groups',
    basis: 'RFC 7644 §3.2: endpoints are optional',
    options: { resourceTypes: [plain], schemas: [userSchema] },
  },
  {
    says: 'has no extensions',
    basis: 'RFC 7643 §3.3',
    options: { resourceTypes: [plain, groupResourceType], schemas: [userSchema, groupSchema] },
  },
  {
    says: 'requires more attributes than the RFC',
    basis: 'RFC 7643 §7: required',
    options: {
      resourceTypes: [plain, groupResourceType],
      schemas: [
        {
          ...userSchema,
          attributes: userSchema.attributes.map((attribute) =>
            ['emails', 'displayName', 'title'].includes(attribute.name) ? { ...attribute, required: true } : attribute,
          ),
        },
        groupSchema,
      ],
    },
  },
  {
    says: 'omits characteristics with their default values',
    basis: 'RFC 7643 §2.2',
    around: resources(on('GET', /^\/Schemas\b/), (schema) => ({
      ...schema,
      attributes: undefaulted(schema['attributes'] ?? []),
    })),
  },
  {
    says: 'returns the smallest allowed ServiceProviderConfig',
    basis: 'RFC 7643 §5',
    around: deviating.chained(
      bodies(isConfig, (config) => without(config, 'documentationUri', 'id', 'pagination', 'securityEvents')),
      bodies(
        ({ query }) => query.has('cursor'),
        (page) => without(page, 'nextCursor', 'previousCursor'),
      ),
    ),
  },
  {
    says: 'does not support PATCH',
    basis: 'RFC 7644 §3.5.2: OPTIONAL',
    advised: ['scim.patch.advertised'],
    around: deviating.chained(unsupported('patch'), refusing(isPatch, 501, 'there is no PATCH')),
  },
  {
    says: 'does not support filters',
    basis: 'RFC 7644 §3.4.2.2: OPTIONAL',
    around: deviating.chained(
      unsupported('filter'),
      refusing(
        (request) => !isDiscovery(request) && deviating.filterOf(request) !== undefined,
        403,
        'filters are not supported',
      ),
    ),
  },
  {
    says: 'has no bulk requests',
    basis: 'RFC 7644 §3.7: OPTIONAL',
    options: { bulk: false },
  },
  {
    says: 'omits the limits of bulk requests, which it does not support',
    basis: 'RFC 7643 §5: the limits are REQUIRED, but have no meaning without bulk requests',
    options: { bulk: false },
    around: bodies(isConfig, (config) => ({ ...config, bulk: { supported: false } })),
    advised: ['scim.config.limit-*'],
  },
  {
    says: 'changes no passwords',
    basis: 'RFC 7643 §5',
    around: unsupported('changePassword'),
  },
  {
    says: 'rejects filters for the discovery endpoints',
    basis: 'RFC 7644 §4',
    around: refusing(
      (request) => isDiscovery(request) && request.query.has('filter'),
      403,
      'filters are not supported here',
    ),
  },
  {
    says: 'has a custom resource type',
    basis: 'RFC 7643 §3.2',
    options: {
      resourceTypes: [
        { ...plain, schemaExtensions: [{ schema: enterpriseUserSchema.id, required: false }] },
        groupResourceType,
        { id: 'Device', name: 'Device', endpoint: '/Devices', schema: deviceSchema.id },
      ],
      schemas: [userSchema, groupSchema, enterpriseUserSchema, deviceSchema],
    },
  },
  {
    says: 'accepts groups without a name, and declares so',
    basis: 'RFC 7643 §8.7.1, erratum 5368',
    options: {
      schemas: [
        userSchema,
        enterpriseUserSchema,
        {
          ...groupSchema,
          attributes: groupSchema.attributes.map((attribute) =>
            attribute.name === 'displayName' ? { ...attribute, required: false } : attribute,
          ),
        },
      ],
      resourceTypes: [
        { ...plain, schemaExtensions: [{ schema: enterpriseUserSchema.id, required: false }] },
        groupResourceType,
      ],
    },
    advised: ['scim.group.*', 'scim.schema.published-group-name'],
  },
]

const DEFAULTS: JsonObject = {
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
}

function undefaulted(definitions: JsonValue): JsonValue {
  if (!Array.isArray(definitions)) return definitions
  return definitions.map((definition) => {
    if (!isJsonObject(definition)) return definition
    const kept = Object.entries(definition)
      .filter(([name, value]) => DEFAULTS[name] !== value)
      .map(([name, value]): [string, JsonValue] => [
        name,
        name === 'subAttributes' ? undefaulted(value as JsonValue) : (value as JsonValue),
      ])
    return Object.fromEntries(kept)
  })
}
