import { isJsonObject } from '../../protocol/index.ts'
import { answering, bodies, on, resources, restated, succeeding, withBody, without } from './around.ts'
import type { Deviation } from './deviation.ts'

const configuration = on('GET', /^\/ServiceProviderConfig\/?$/)
const resourceTypes = on('GET', /^\/ResourceTypes\/?$/)
const schemas = on('GET', /^\/Schemas\/?$/)
const discovery = on('GET', /^\/(?:ServiceProviderConfig|ResourceTypes|Schemas)\b/)

/** Wrong ways to tell of oneself (RFC 7644 §4). */
export const discoveryDeviations: readonly Deviation[] = [
  {
    name: 'discovery-missing',
    says: 'ServiceProviderConfig, ResourceTypes and Schemas answer 404',
    source: 'https://github.com/growthbook/growthbook/pull/5258',
    caughtBy: ['scim.discovery.service-provider-config', 'scim.discovery.resource-types', 'scim.discovery.schemas'],
    around: (request, serve) => serve(discovery(request) ? { ...request, path: '/Nowhere/at/all' } : request),
  },
  {
    name: 'resource-types-bare-array',
    says: 'GET /ResourceTypes answers a bare array',
    source: 'https://github.com/imulab/go-scim/issues/14',
    caughtBy: ['scim.discovery.resource-types'],
    around: bodies(resourceTypes, ({ Resources }) => Resources),
  },
  {
    name: 'schemas-bare-array',
    says: 'GET /Schemas answers a bare array',
    caughtBy: ['scim.discovery.schemas'],
    around: bodies(schemas, ({ Resources }) => Resources),
  },
  {
    name: 'resource-types-without-endpoint',
    says: 'a resource type does not tell its endpoint',
    caughtBy: ['scim.discovery.resource-types'],
    around: resources(resourceTypes, (type) => without(type, 'endpoint')),
  },
  {
    name: 'schemas-without-attributes',
    says: 'schemas are listed without their attributes',
    caughtBy: ['scim.discovery.schemas'],
    around: resources(schemas, (schema) => without(schema, 'attributes')),
  },
  {
    name: 'schema-id-is-name',
    says: 'the id of a schema is its name and no URN',
    caughtBy: ['scim.discovery.schemas'],
    around: resources(schemas, (schema) => ({ ...schema, id: String(schema['name']) })),
  },
  {
    name: 'configuration-without-patch',
    says: 'ServiceProviderConfig has no member patch',
    caughtBy: ['scim.discovery.service-provider-config'],
    around: bodies(configuration, (body) => without(body, 'patch')),
  },
  {
    name: 'configuration-flags-are-text',
    says: 'the flags of ServiceProviderConfig are "true" and "false"',
    caughtBy: ['scim.discovery.service-provider-config'],
    around: bodies(configuration, (body) =>
      Object.fromEntries(
        Object.entries(body).map(([name, value]) =>
          isJsonObject(value) && typeof value['supported'] === 'boolean'
            ? [name, { ...value, supported: String(value['supported']) }]
            : [name, value],
        ),
      ),
    ),
  },
  {
    name: 'unknown-schema-answers-200',
    says: 'GET of an unknown schema answers 200 with an empty object',
    caughtBy: ['scim.discovery.unknown-schema'],
    around: answering(on('GET', /^\/Schemas\/./), (response) =>
      response.status === 404 ? { status: 200, headers: {}, body: {} } : response,
    ),
  },
  {
    name: 'unknown-schema-answers-500',
    says: 'GET of an unknown schema answers 500',
    caughtBy: ['scim.discovery.unknown-schema'],
    around: answering(on('GET', /^\/Schemas\/./), (response) =>
      response.status === 404 ? restated(response, 500) : response,
    ),
  },
  {
    name: 'configuration-in-list',
    says: 'ServiceProviderConfig is answered as a list of one',
    caughtBy: ['scim.discovery.service-provider-config'],
    around: succeeding(configuration, (response) =>
      withBody(response, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
        totalResults: 1,
        Resources: [response.body ?? null],
      }),
    ),
  },
  {
    name: 'discovery-lists-empty',
    says: 'Schemas and ResourceTypes are empty lists',
    source: 'https://github.com/AzureAD/SCIMReferenceCode/issues/17',
    caughtBy: [],
    around: bodies(
      (request) => schemas(request) || resourceTypes(request),
      (body) => ({ ...body, totalResults: 0, itemsPerPage: 0, Resources: [] }),
    ),
  },
]
