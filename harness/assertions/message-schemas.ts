import {
  BULK_RESPONSE_MESSAGE,
  ENTERPRISE_USER_SCHEMA,
  ERROR_MESSAGE,
  GROUP_SCHEMA,
  LIST_RESPONSE_MESSAGE,
  RESOURCE_TYPE_SCHEMA,
  SCHEMA_SCHEMA,
  SERVICE_PROVIDER_CONFIG_SCHEMA,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'

const text = { type: 'string' }
const boolean = { type: 'boolean' }
const nullable = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] })
const schemasWith = (urn: string): object => ({ type: 'array', items: text, contains: { const: urn } })
// A null is the same as no value, at any depth (RFC 7643 §2.5).
const multiValue = (parts: object = {}): object =>
  nullable({
    type: 'array',
    items: {
      type: 'object',
      properties: {
        value: nullable(text),
        display: nullable(text),
        type: nullable(text),
        primary: nullable(boolean),
        ...parts,
      },
    },
  })

// Separate rules judge times and the numbers of a page: otherwise every check that reads a resource or a list would
// report them.
const meta = {
  type: 'object',
  properties: {
    resourceType: nullable(text),
    created: nullable(text),
    lastModified: nullable(text),
    location: nullable(text),
    version: nullable(text),
  },
}
const supported = { type: 'object', required: ['supported'], properties: { supported: boolean } }

/**
 * The JSON Schemas of the resources and messages of RFC 7643 and RFC 7644 in a response. Unknown members are allowed.
 */
export const MESSAGE_SCHEMAS: Readonly<Record<string, object>> = {
  /** RFC 7643 §4.1. */
  User: {
    type: 'object',
    required: ['schemas', 'id', 'userName'],
    properties: {
      schemas: schemasWith(USER_SCHEMA),
      id: { type: 'string', minLength: 1 },
      externalId: nullable(text),
      userName: { type: 'string', minLength: 1 },
      name: nullable({
        type: 'object',
        properties: Object.fromEntries(
          ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map((part) => [
            part,
            nullable(text),
          ]),
        ),
      }),
      displayName: nullable(text),
      nickName: nullable(text),
      profileUrl: nullable(text),
      title: nullable(text),
      userType: nullable(text),
      preferredLanguage: nullable(text),
      locale: nullable(text),
      timezone: nullable(text),
      active: nullable(boolean),
      emails: multiValue(),
      phoneNumbers: multiValue(),
      ims: multiValue(),
      photos: multiValue(),
      addresses: multiValue({ formatted: nullable(text), country: nullable(text) }),
      groups: multiValue({ value: text, $ref: nullable(text) }),
      entitlements: multiValue(),
      roles: multiValue(),
      x509Certificates: multiValue(),
      meta,
      [ENTERPRISE_USER_SCHEMA]: nullable({
        type: 'object',
        properties: {
          employeeNumber: nullable(text),
          costCenter: nullable(text),
          organization: nullable(text),
          division: nullable(text),
          department: nullable(text),
          manager: nullable({
            type: 'object',
            properties: { value: nullable(text), $ref: nullable(text), displayName: nullable(text) },
          }),
        },
      }),
    },
  },
  /** RFC 7643 §4.2. */
  Group: {
    type: 'object',
    required: ['schemas', 'id'],
    properties: {
      schemas: schemasWith(GROUP_SCHEMA),
      id: { type: 'string', minLength: 1 },
      externalId: nullable(text),
      displayName: nullable(text),
      members: multiValue({ value: text, $ref: nullable(text) }),
      meta,
    },
  },
  /** RFC 7644 §3.4.2. */
  ListResponse: {
    type: 'object',
    required: ['schemas', 'totalResults'],
    properties: {
      schemas: schemasWith(LIST_RESPONSE_MESSAGE),
      totalResults: { type: 'integer', minimum: 0 },
      Resources: nullable({ type: 'array', items: { type: 'object' } }),
    },
  },
  /** RFC 7644 §3.12; the optional scimType and detail are judged separately. */
  Error: {
    type: 'object',
    required: ['schemas', 'status'],
    properties: {
      schemas: schemasWith(ERROR_MESSAGE),
      status: { type: 'string', pattern: '^[1-5][0-9][0-9]$' },
      scimType: nullable(text),
    },
  },
  /** RFC 7644 §3.7. */
  BulkResponse: {
    type: 'object',
    required: ['schemas', 'Operations'],
    properties: {
      schemas: schemasWith(BULK_RESPONSE_MESSAGE),
      Operations: { type: 'array', items: { type: 'object', required: ['method', 'status'] } },
    },
  },
  /** RFC 7643 §5. */
  ServiceProviderConfig: {
    type: 'object',
    required: ['schemas', 'patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag', 'authenticationSchemes'],
    properties: {
      schemas: schemasWith(SERVICE_PROVIDER_CONFIG_SCHEMA),
      documentationUri: nullable(text),
      patch: supported,
      bulk: {
        ...supported,
        properties: { supported: boolean, maxOperations: { type: 'integer' }, maxPayloadSize: { type: 'integer' } },
      },
      filter: { ...supported, properties: { supported: boolean, maxResults: { type: 'integer' } } },
      changePassword: supported,
      sort: supported,
      etag: supported,
      authenticationSchemes: { type: 'array', items: { type: 'object' } },
    },
  },
  /** RFC 7643 §6. */
  ResourceType: {
    type: 'object',
    required: ['schemas', 'name', 'endpoint', 'schema'],
    properties: {
      schemas: schemasWith(RESOURCE_TYPE_SCHEMA),
      id: text,
      name: text,
      endpoint: text,
      schema: text,
      schemaExtensions: nullable({
        type: 'array',
        items: { type: 'object', required: ['schema', 'required'], properties: { schema: text, required: boolean } },
      }),
    },
  },
  /** RFC 7643 §7; `schemas` is optional, because the RFC's own examples lack it. */
  Schema: {
    type: 'object',
    required: ['id', 'attributes'],
    properties: {
      schemas: { type: 'array', items: text },
      id: { type: 'string', pattern: '^urn:' },
      name: text,
      attributes: { type: 'array', items: { type: 'object', required: ['name', 'type', 'multiValued'] } },
    },
    $comment: SCHEMA_SCHEMA,
  },
}
