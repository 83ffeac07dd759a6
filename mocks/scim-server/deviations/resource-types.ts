import {
  ENTERPRISE_USER_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../protocol/index.ts'
import type { Around, Deviation } from './deviation.ts'
import { schemaList, typeList, typesShown } from './documents.ts'
import { without } from './message-parts.ts'
import { isCreate, isUser, on } from './request-conditions.ts'
import { chained, refusing, resources, sending } from './rewriters.ts'

const named = (name: string, change: (type: JsonObject) => JsonObject): Around =>
  typesShown((type) => (type['name'] === name ? change(type) : type))

const extensionsOf = (type: JsonObject): JsonObject[] => {
  const listed = type['schemaExtensions']
  return Array.isArray(listed) ? listed.filter(isJsonObject) : []
}

/** Changes the entry of the enterprise extension in the resource type User. */
const enterprise = (change: (extension: JsonObject) => JsonObject): Around =>
  named('User', (type) => ({
    ...type,
    schemaExtensions: extensionsOf(type).map((one) => (one['schema'] === ENTERPRISE_USER_SCHEMA ? change(one) : one)),
  }))

const DEVICE: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  id: 'Device',
  name: 'Device',
  endpoint: '/Devices',
  schema: USER_SCHEMA,
  meta: { resourceType: 'ResourceType' },
}

const withDevices: Around = typeList((types) => [...types, DEVICE])

/** Deviations in resource types (RFC 7643 §6), and resources that differ from their type. */
export const resourceTypeDeviations: readonly Deviation[] = [
  {
    name: 'resource-types-misshapen',
    says: 'resource types have no schemas, an empty id, a number as description, and the same name',
    caughtBy: ['scim.resource-type.members'],
    around: typesShown((type) => ({ ...without(type, 'schemas'), id: '', name: 'User', description: 1 })),
  },
  {
    name: 'resource-type-without-address',
    says: 'a resource type has no endpoint, and its schema is not a URI',
    caughtBy: ['scim.resource-type.members'],
    around: named('Group', (type) => ({ ...without(type, 'endpoint'), schema: 'Group' })),
  },
  {
    name: 'resource-type-of-missing-endpoint',
    says: 'a listed resource type has an endpoint that returns 404',
    caughtBy: ['scim.resource-type.endpoint-answers'],
    around: withDevices,
  },
  {
    name: 'resources-of-other-types-bare',
    says: 'resources of types other than User and Group have no meta',
    caughtBy: ['scim.resource-type.common-attributes'],
    around: chained(withDevices, async (request, serve) =>
      on('GET', /^\/Devices\/?$/)(request)
        ? {
            status: 200,
            headers: {},
            body: {
              schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
              totalResults: 1,
              Resources: [{ id: '1', displayName: 'Printer' }],
            },
          }
        : serve(request),
    ),
  },
  {
    name: 'unlisted-schemas-missing',
    says: 'the schemas of the resource types are in no list, and return 404',
    caughtBy: ['scim.resource-type.schema-is-there'],
    around: chained(
      refusing(on('GET', /^\/Schemas\/./), 404, 'unknown schema'),
      schemaList((schemas) => schemas.filter((one) => !isJsonObject(one) || one['id'] !== ENTERPRISE_USER_SCHEMA)),
    ),
  },
  {
    name: 'schema-extensions-misshapen',
    says: 'schemaExtensions is a list of URN strings',
    caughtBy: ['scim.resource-type.extensions'],
    around: named('User', (type) => ({
      ...type,
      schemaExtensions: extensionsOf(type).map(({ schema }): JsonValue => schema ?? null),
    })),
  },
  {
    name: 'schema-extension-required-is-string',
    says: 'required of an extension is a string',
    caughtBy: ['scim.resource-type.extensions'],
    around: enterprise((extension) => ({ ...extension, required: 'false' })),
  },
  {
    name: 'required-extension-not-enforced',
    says: 'the enterprise extension is declared required, and a User without it is created',
    caughtBy: ['scim.resource-type.required-extension'],
    around: enterprise((extension) => ({ ...extension, required: true })),
  },
  {
    name: 'optional-extension-enforced',
    says: 'the enterprise extension is declared optional, and a User without it is rejected',
    caughtBy: ['scim.resource-type.optional-extension'],
    around: refusing(
      (request) =>
        isUser(request) && isCreate(request) && !JSON.stringify(request.body).includes(ENTERPRISE_USER_SCHEMA),
      400,
      'the enterprise extension is missing',
    ),
  },
  {
    name: 'core-schemas-renamed',
    says: 'User, Group and the enterprise extension have schema URNs of the server itself',
    caughtBy: ['scim.resource-type.core-schemas'],
    around: chained(
      typesShown((type) => ({ ...type, schema: `urn:example:${String(type['name'])}` })),
      enterprise((extension) => ({ ...extension, schema: 'urn:ietf:params:scim:schemas:enterprise:2.0:User' })),
    ),
  },
  {
    name: 'undeclared-attribute-shown',
    says: 'a User is returned with an attribute that no schema declares',
    caughtBy: ['scim.resource-type.declared-attributes'],
    around: resources(isUser, (user) => ({ ...user, tenantId: 'contoso' })),
  },
  {
    name: 'schema-of-another-type-listed',
    says: 'schemas of a User lists the schema of Group',
    caughtBy: ['scim.schemas.of-the-type'],
    around: resources(isUser, (user) => ({
      ...user,
      schemas: [...(user.schemas ?? []), 'urn:ietf:params:scim:schemas:core:2.0:Group'],
    })),
  },
  {
    name: 'resource-type-in-lower-case',
    says: 'meta.resourceType of a User is "user"',
    caughtBy: ['scim.schemas.of-the-type'],
    around: resources(isUser, (user) => ({ ...user, meta: { ...user.meta, resourceType: 'user' } })),
  },
  {
    name: 'resource-type-of-another',
    says: 'meta.resourceType of a User is "Person"',
    caughtBy: ['scim.schemas.of-the-type'],
    around: resources(isUser, (user) => ({ ...user, meta: { ...user.meta, resourceType: 'Person' } })),
  },
  {
    name: 'base-schema-not-listed',
    says: 'schemas of a resource lists only its extensions',
    caughtBy: ['scim.schemas.of-the-type', 'scim.exchange.user-schema-listed', 'scim.exchange.group-schema-listed'],
    around: resources(
      ({ path }) => /^\/(?:Users|Groups)\b/.test(path),
      (resource) => ({
        ...resource,
        schemas: (resource.schemas ?? []).filter((urn) => !urn.includes(':core:2.0:')).concat(ENTERPRISE_USER_SCHEMA),
      }),
    ),
  },
  {
    name: 'missing-schemas-answered-without',
    says: 'a User without schemas is created, and returned without the User schema',
    caughtBy: ['scim.schemas.missing', 'scim.schemas.extension-alone'],
    around: chained(
      sending(isCreate, (body) => ({ ...body, schemas: [USER_SCHEMA] })),
      resources(isCreate, (user, { body }) => ({
        ...user,
        schemas: isJsonObject(body) && Array.isArray(body['schemas']) ? body['schemas'].map(String) : [],
      })),
    ),
  },
]
