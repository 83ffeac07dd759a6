import { isJsonObject, type JsonObject, LIST_RESPONSE_MESSAGE } from '../../protocol/index.ts'
import type { ScimRequest } from '../wire/message.ts'
import type { Deviation } from './deviation.ts'
import { restated, withBody, without, withParameter } from './message-parts.ts'
import { on, type When } from './request-conditions.ts'
import { answering, asking, bodies, refusing, resources, succeeding } from './rewriters.ts'

const configuration = on('GET', /^\/ServiceProviderConfig\/?$/)
const resourceTypes = on('GET', /^\/ResourceTypes\/?$/)
const schemas = on('GET', /^\/Schemas\/?$/)
const discovery = on('GET', /^\/(?:ServiceProviderConfig|ResourceTypes|Schemas)\b/)

const isList: When = (request) => schemas(request) || resourceTypes(request)

const listOfOne = (resource: JsonObject): JsonObject => ({
  schemas: [LIST_RESPONSE_MESSAGE],
  totalResults: 1,
  Resources: [resource],
})

const withoutFilter = (request: ScimRequest): ScimRequest => ({
  ...request,
  query: withParameter(request.query, 'filter', undefined),
})

/** Deviations in discovery (RFC 7644 §4). */
export const discoveryDeviations: readonly Deviation[] = [
  {
    name: 'discovery-missing',
    says: 'ServiceProviderConfig, ResourceTypes and Schemas return 404',
    source: 'https://github.com/growthbook/growthbook/pull/5258',
    caughtBy: [
      'scim.discovery.service-provider-config',
      'scim.discovery.resource-types',
      'scim.discovery.schemas',
      'gallery.schema-discoverability-test',
    ],
    around: (request, serve) => serve(discovery(request) ? { ...request, path: '/Nowhere/at/all' } : request),
  },
  {
    name: 'resource-types-bare-array',
    says: 'GET /ResourceTypes returns a JSON array without a ListResponse',
    source: 'https://github.com/imulab/go-scim/issues/14',
    caughtBy: ['scim.discovery.resource-types'],
    around: bodies(resourceTypes, ({ Resources }) => Resources),
  },
  {
    name: 'schemas-bare-array',
    says: 'GET /Schemas returns a JSON array without a ListResponse',
    caughtBy: ['scim.discovery.schemas'],
    around: bodies(schemas, ({ Resources }) => Resources),
  },
  {
    name: 'resource-types-without-endpoint',
    says: 'a resource type has no endpoint',
    caughtBy: ['scim.discovery.resource-types'],
    around: resources(resourceTypes, (type) => without(type, 'endpoint')),
  },
  {
    name: 'schemas-without-attributes',
    says: 'the schemas in /Schemas have no attributes',
    caughtBy: ['scim.discovery.schemas'],
    around: resources(schemas, (schema) => without(schema, 'attributes')),
  },
  {
    name: 'schema-id-is-name',
    says: 'the id of a schema is its name, not its URN',
    caughtBy: ['scim.discovery.schemas'],
    around: resources(schemas, (schema) => ({ ...schema, id: String(schema['name']) })),
  },
  {
    name: 'configuration-without-patch',
    says: 'ServiceProviderConfig has no member patch',
    caughtBy: ['scim.discovery.service-provider-config', 'scim.config.states-patch'],
    around: bodies(configuration, (body) => without(body, 'patch')),
  },
  {
    name: 'configuration-flags-are-strings',
    says: 'the flags of ServiceProviderConfig are "true" and "false"',
    caughtBy: ['scim.discovery.service-provider-config', 'scim.config.states-patch', 'scim.config.states-bulk'],
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
    says: 'GET of an unknown schema returns 200 with an empty object',
    caughtBy: ['scim.discovery.unknown-schema'],
    around: answering(on('GET', /^\/Schemas\/./), (response) =>
      response.status === 404 ? { status: 200, headers: {}, body: {} } : response,
    ),
  },
  {
    name: 'unknown-schema-answers-500',
    says: 'GET of an unknown schema returns 500',
    caughtBy: ['scim.discovery.unknown-schema'],
    around: answering(on('GET', /^\/Schemas\/./), (response) =>
      response.status === 404 ? restated(response, 500) : response,
    ),
  },
  {
    name: 'configuration-in-list',
    says: 'ServiceProviderConfig is returned as a list of one element',
    caughtBy: ['scim.discovery.service-provider-config'],
    around: succeeding(configuration, (response) =>
      withBody(response, isJsonObject(response.body) ? listOfOne(response.body) : response.body),
    ),
  },
  {
    name: 'discovery-lists-empty',
    says: 'Schemas and ResourceTypes are empty lists',
    source: 'https://github.com/AzureAD/SCIMReferenceCode/issues/17',
    caughtBy: ['gallery.schema-discoverability-test'],
    around: bodies(isList, (body) => ({ ...body, totalResults: 0, itemsPerPage: 0, Resources: [] })),
  },
  {
    name: 'single-schema-missing',
    says: 'GET /Schemas/{URI} returns 404',
    caughtBy: ['scim.discovery.schema-by-uri'],
    around: refusing(on('GET', /^\/Schemas\/./), 404, 'unknown endpoint'),
  },
  {
    name: 'single-schema-in-list',
    says: 'GET /Schemas/{URI} returns a list of one element',
    caughtBy: ['scim.discovery.schema-by-uri'],
    around: bodies(on('GET', /^\/Schemas\/./), listOfOne),
  },
  {
    name: 'single-resource-type-in-list',
    says: 'GET /ResourceTypes/{id} returns a list of one element',
    caughtBy: ['scim.discovery.resource-type-alone'],
    around: bodies(on('GET', /^\/ResourceTypes\/./), listOfOne),
  },
  {
    name: 'single-resource-type-missing',
    says: 'a single resource type cannot be read',
    caughtBy: ['scim.discovery.resource-type-alone'],
    around: refusing(on('GET', /^\/ResourceTypes\/./), 404, 'unknown endpoint'),
  },
  {
    name: 'discovery-paged',
    says: '/Schemas and /ResourceTypes apply count',
    caughtBy: ['scim.discovery.ignores-parameters'],
    around: bodies(isList, (body, { query }) => {
      const count = Number(query.get('count') ?? Number.NaN)
      const { Resources: all } = body
      return Number.isNaN(count) || !Array.isArray(all) ? body : { ...body, Resources: all.slice(0, count) }
    }),
  },
  {
    name: 'discovery-filter-ignored',
    says: 'a filter on /Schemas and /ResourceTypes is ignored',
    caughtBy: ['scim.discovery.filter'],
    around: asking(isList, withoutFilter),
  },
  {
    name: 'discovery-filter-applied',
    says: 'a filter on /Schemas and /ResourceTypes is applied',
    caughtBy: ['scim.discovery.filter'],
    around: async (request, serve) => {
      const response = await serve(isList(request) ? withoutFilter(request) : request)
      return isList(request) && request.query.has('filter') && isJsonObject(response.body)
        ? withBody(response, { ...response.body, totalResults: 0, Resources: [] })
        : response
    },
  },
]
