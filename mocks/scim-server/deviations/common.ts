import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import type { ScimRequest, ScimResponse } from '../wire/message.ts'
import type { Deviation } from './deviation.ts'
import { without } from './message-parts.ts'
import { isCreate, isPut, isRead, isResource, isUser } from './request-conditions.ts'
import { rewritingFilters } from './rewrite-filters.ts'
import { asking, bodies, filters, refusing, resources, sending } from './rewriters.ts'
import { storeWith, typeWith } from './stores.ts'

const secondsBefore = (text: string | undefined): string => new Date(Date.parse(text ?? '') - 3000).toISOString()

const attributesOf = ({ query }: ScimRequest): string => query.get('attributes') ?? ''

/** Adds meta of the whole resource to the result of a selection. */
async function withMeta(request: ScimRequest, serve: (request: ScimRequest) => Promise<ScimResponse>) {
  const response = await serve(request)
  if (!isRead(request) || attributesOf(request) === '' || !isJsonObject(response.body)) return response
  const whole = await serve({ ...request, query: new URLSearchParams() })
  const meta = isJsonObject(whole.body) ? whole.body['meta'] : undefined
  return meta === undefined ? response : { ...response, body: { ...response.body, meta } }
}

/** Deviations in common attributes (RFC 7643 §3.1). */
export const commonDeviations: readonly Deviation[] = [
  {
    name: 'read-without-meta',
    says: 'a GET returns meta only if attributes names it',
    caughtBy: ['scim.common.present', 'scim.meta.returned'],
    around: resources(
      (request) => isRead(request) && !/\bmeta\b/.test(attributesOf(request)),
      (resource) => without(resource, 'meta'),
    ),
  },
  {
    name: 'id-ignores-case',
    says: 'an id is found in any letter case',
    caughtBy: ['scim.common.id-case-exact'],
    around: filters((filter) => filter.replace(/\bid eq "[^"]+"/, (text) => text.toLowerCase())),
  },
  {
    name: 'put-takes-id',
    says: 'a PUT answers with the id that the client sent',
    caughtBy: ['scim.common.id-read-only'],
    around: bodies(isPut, (answer, { body }) => ({
      ...answer,
      ...(isJsonObject(body) && body['id'] !== undefined ? { id: body['id'] } : {}),
    })),
  },
  {
    name: 'id-only-if-named',
    says: 'with attributes, id is returned only if attributes names it',
    caughtBy: ['scim.common.id-always', 'scim.exchange.id-is-string'],
    engine: ({ project }) => ({
      project: (resource, projection) => {
        const shown = project(resource, projection)
        return projection.included === undefined ? shown : without(shown, 'id')
      },
    }),
  },
  {
    name: 'ids-count-per-type',
    says: 'ids are numbered per resource type, so a Group and a User can have the same id',
    caughtBy: ['scim.common.id-unique'],
    around: async (request, serve) => {
      const path = /^\/Groups\/[^/]+$/.test(request.path) ? request.path.replace('/Groups/', '/Users/') : undefined
      const response = await serve(request)
      if (request.method !== 'GET' || path === undefined || response.status !== 404) return response
      const user = await serve({ ...request, path })
      if (!isJsonObject(user.body) || user.status !== 200) return response
      const { schemas, displayName } = GROUP_OF_ONE
      return { ...user, body: { schemas, id: user.body['id'] ?? '', displayName } }
    },
  },
  {
    name: 'external-id-invented',
    says: 'a User that is sent without externalId gets one',
    caughtBy: ['scim.external-id.optional'],
    around: resources(isUser, (user) => ({ ...user, externalId: user['externalId'] ?? `invented-${user.id}` })),
  },
  {
    name: 'external-id-refused',
    says: 'a POST with externalId is rejected, because no schema defines it',
    caughtBy: ['scim.external-id.optional'],
    around: refusing(
      (request) => isCreate(request) && isJsonObject(request.body) && request.body['externalId'] !== undefined,
      400,
      'User has no attribute externalId',
      { scimType: 'invalidSyntax' },
    ),
  },
  {
    name: 'external-id-in-lower-case',
    says: 'externalId is stored in lower case',
    caughtBy: ['scim.external-id.case-exact'],
    around: sending(isUser, (body) => lowered(body, 'externalId')),
  },
  {
    name: 'external-id-stays',
    says: 'PUT does not change externalId',
    caughtBy: ['scim.external-id.case-exact'],
    engine: ({ mergeReplacement }) => ({
      mergeReplacement: (current, sent, type) => ({
        ...mergeReplacement(current, sent, type),
        ...(current['externalId'] === undefined ? {} : { externalId: current['externalId'] }),
      }),
    }),
  },
  {
    name: 'external-id-filter-ignores-case',
    says: 'externalId eq ignores letter case',
    caughtBy: ['scim.external-id.case-exact'],
    engine: (correct) => ({
      // sw with the whole value matches like eq, but does not use an index.
      ...rewritingFilters((filter) =>
        filter.kind === 'comparison' && filter.path === 'externalId' ? { ...filter, operator: 'sw' } : filter,
      )(correct),
      isCaseExact: (attribute) => attribute.name !== 'externalId' && correct.isCaseExact(attribute),
    }),
  },
  {
    name: 'external-id-unique',
    says: 'a second User with the same externalId is rejected',
    caughtBy: ['scim.external-id.may-repeat'],
    store: storeWith((correct) => ({
      insert: (type, resource) => correct.insert(typeWith(type, 'externalId', { uniqueness: 'server' }), resource),
    })),
  },
  {
    name: 'meta-ignores-selection',
    says: 'meta is returned for every selection of attributes',
    caughtBy: ['scim.meta.returned'],
    around: withMeta,
  },
  {
    name: 'meta-not-selectable',
    says: 'attributes=meta does not select meta',
    caughtBy: ['scim.meta.returned'],
    around: asking(isResource, (request) =>
      attributesOf(request) === 'meta' ? { ...request, query: new URLSearchParams({ attributes: 'id' }) } : request,
    ),
  },
  {
    name: 'create-takes-meta',
    says: 'meta.created is the value in the body of the POST',
    caughtBy: ['scim.create.client-id-ignored'],
    around: resources(isCreate, (resource, { body }) => {
      const sent = isJsonObject(body) ? body['meta'] : undefined
      return isJsonObject(sent) ? { ...resource, meta: { ...resource.meta, ...sent } } : resource
    }),
  },
  {
    name: 'put-takes-meta',
    says: 'meta.created of a PUT is stored',
    caughtBy: ['scim.meta.read-only'],
    engine: ({ readResource, composeNext }) => ({
      readResource: (body, type, rules) => {
        const read = readResource(body, type, rules)
        const meta = isJsonObject(body) ? body['meta'] : undefined
        return meta === undefined ? read : { ...read, attributes: { ...read.attributes, meta } }
      },
      composeNext: (current, attributes, type, now) => {
        const { meta, ...others } = attributes
        const next = composeNext(current, others, type, now)
        const created = isJsonObject(meta) ? meta['created'] : undefined
        return typeof created === 'string' ? { ...next, meta: { ...next.meta, created } } : next
      },
    }),
  },
  {
    name: 'new-resources-are-modified',
    says: 'meta.lastModified of a new resource is seconds before meta.created',
    caughtBy: ['scim.meta.last-modified'],
    around: resources(isResource, (resource) => {
      const { meta } = resource
      return meta?.lastModified === undefined || meta.lastModified !== meta.created
        ? resource
        : { ...resource, meta: { ...meta, lastModified: secondsBefore(meta.created) } }
    }),
  },
  {
    name: 'last-modified-not-changed',
    says: 'a change does not change meta.lastModified',
    caughtBy: ['scim.meta.last-modified'],
    around: resources(isResource, (resource) =>
      resource.meta === undefined
        ? resource
        : {
            ...resource,
            meta: {
              ...resource.meta,
              ...(resource.meta.created === undefined ? {} : { lastModified: resource.meta.created }),
            },
          },
    ),
  },
]

const GROUP_OF_ONE = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Number one' }

function lowered(body: JsonObject, name: string): JsonObject {
  const value = body[name]
  return typeof value === 'string' ? { ...body, [name]: value.toLowerCase() } : body
}
