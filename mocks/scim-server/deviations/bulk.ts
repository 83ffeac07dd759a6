import { BULK_REQUEST_MESSAGE, BULK_RESPONSE_MESSAGE, isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { errorMessage } from '../wire/message.ts'
import { badRequest, ScimError } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { eachOperation, operationsOf, without } from './message-parts.ts'
import { isBulk, on } from './request-conditions.ts'
import { bodies, chained, refusing, sending } from './rewriters.ts'

const CONFLICT = { ...errorMessage(new ScimError(409, 'displayName is in use', { scimType: 'uniqueness' })) }

/** Deviations in bulk requests (RFC 7644 §3.7). */
export const bulkDeviations: readonly Deviation[] = [
  {
    name: 'bulk-advertised-only',
    says: 'ServiceProviderConfig advertises bulk, and /Bulk returns 501',
    caughtBy: ['scim.config.bulk-is-there'],
    around: refusing(isBulk, 501, 'bulk is not implemented'),
  },
  {
    name: 'bulk-ids-not-resolved',
    says: 'bulkId references are stored unresolved',
    caughtBy: ['scim.bulk-id.references', 'scim.bulk-id.extension', 'scim.bulk-id.unknown'],
    around: sending(
      isBulk,
      (body) => JSON.parse(JSON.stringify(body).replaceAll('"bulkId:', '"unresolved:')) as JsonObject,
    ),
  },
  {
    name: 'bulk-fail-on-errors-ignored',
    says: 'failOnErrors is ignored, and a bulk request continues after errors',
    caughtBy: ['scim.bulk.fail-on-errors'],
    around: sending(isBulk, (body) => without(body, 'failOnErrors')),
  },
  {
    name: 'bulk-doubled-ids-accepted',
    says: 'a bulk request with the same bulkId twice is accepted',
    source: 'https://github.com/wso2/product-is/issues/3947',
    caughtBy: ['scim.bulk-id.unique'],
    around: sending(isBulk, (body) => {
      let serial = 0
      const seen = new Set<unknown>()
      return eachOperation(body, (operation) => {
        const { bulkId } = operation
        if (typeof bulkId !== 'string' || !seen.has(bulkId)) {
          seen.add(bulkId)
          return operation
        }
        serial += 1
        return { ...operation, bulkId: `${bulkId}-${serial}` }
      })
    }),
  },
  {
    name: 'bulk-fails-as-a-whole',
    says: 'a bulk request with one failing operation returns 400, and no operation is applied',
    caughtBy: ['scim.bulk.processed'],
    around: async (request, serve) => {
      const response = await serve(request)
      const failed = isBulk(request) && operationsOf(response).some((one) => /^[45]/.test(String(one['status'])))
      if (failed) throw badRequest('invalidValue', 'an operation of the bulk request failed')
      return response
    },
  },
  {
    name: 'bulk-stops-at-first-failure',
    says: 'a bulk request without failOnErrors stops at its first failure',
    caughtBy: ['scim.bulk.processed'],
    around: sending(isBulk, (body) => ({ failOnErrors: 1, ...body })),
  },
  {
    name: 'bulk-malformed-json-is-empty',
    says: 'a bulk request that is not JSON returns 200 with no results',
    caughtBy: ['scim.bulk.malformed-json'],
    around: async (request, serve) =>
      isBulk(request) && request.fault !== undefined
        ? { status: 200, headers: {}, body: { schemas: [BULK_RESPONSE_MESSAGE], Operations: [] } }
        : serve(request),
  },
  {
    name: 'bulk-schemas-not-read',
    says: 'a bulk request with any schemas is accepted',
    caughtBy: ['scim.bulk.schemas'],
    around: sending(isBulk, (body) => ({ ...body, schemas: [BULK_REQUEST_MESSAGE] })),
  },
  {
    name: 'bulk-without-operations-accepted',
    says: 'a bulk request without operations returns 200',
    caughtBy: ['scim.bulk.operations'],
    around: sending(isBulk, (body) => ({ Operations: [], ...body })),
  },
  {
    name: 'bulk-fail-on-errors-refused',
    says: 'a bulk request with failOnErrors is rejected',
    caughtBy: ['scim.bulk.fail-on-errors-optional'],
    around: refusing(
      (request) => isBulk(request) && isJsonObject(request.body) && request.body['failOnErrors'] !== undefined,
      400,
      'failOnErrors is not supported',
      { scimType: 'invalidSyntax' },
    ),
  },
  {
    name: 'bulk-patch-not-done',
    says: 'PATCH in a bulk request is reported as successful, and changes nothing',
    caughtBy: ['scim.bulk.patch'],
    around: async (request, serve) => {
      if (!isBulk(request) || !isJsonObject(request.body)) return serve(request)
      const requested = operationsOf(request)
      const isPatched = ({ method }: JsonObject): boolean => method === 'PATCH'
      const response = await serve({
        ...request,
        body: { ...request.body, Operations: requested.filter((one) => !isPatched(one)) },
      })
      const pretended = requested.filter(isPatched).map(({ method, path }) => ({
        method,
        location: `${request.base}${String(path)}`,
        status: '200',
      }))
      return isJsonObject(response.body)
        ? { ...response, body: { ...response.body, Operations: [...operationsOf(response), ...pretended] } }
        : response
    },
  },
  {
    name: 'bulk-version-ignored',
    says: 'the version of a bulk operation is ignored',
    caughtBy: ['scim.bulk.version'],
    around: sending(isBulk, (body) => eachOperation(body, (operation) => without(operation, 'version'))),
  },
  {
    name: 'bulk-unsupported-succeeds',
    says: 'bulk is not advertised, and returns 200',
    caughtBy: ['scim.bulk.unsupported'],
    around: chained(
      bodies(on('GET', /^\/ServiceProviderConfig\/?$/), (body) => ({ ...body, bulk: { supported: false } })),
      async (request, serve) =>
        isBulk(request)
          ? { status: 200, headers: {}, body: { schemas: [BULK_RESPONSE_MESSAGE], Operations: [] } }
          : serve(request),
    ),
  },
  {
    name: 'bulk-method-defaults-to-post',
    says: 'a bulk operation with a missing or unknown method is treated as POST',
    caughtBy: ['scim.bulk.method'],
    around: sending(isBulk, (body) =>
      eachOperation(body, (operation) =>
        /^(?:PUT|PATCH|DELETE)$/.test(String(operation['method'])) ? operation : { ...operation, method: 'POST' },
      ),
    ),
  },
  {
    name: 'bulk-id-not-needed',
    says: 'a POST in a bulk request needs no bulkId',
    caughtBy: ['scim.bulk.bulk-id'],
    around: async (request, serve) => {
      let serial = 0
      const named = sending(isBulk, (body) =>
        eachOperation(body, (operation) => {
          serial += 1
          return { bulkId: `unnamed-${serial}`, ...operation }
        }),
      )
      return named(request, serve)
    },
  },
  {
    name: 'bulk-path-defaults-to-users',
    says: 'a bulk operation without a path is applied to /Users',
    caughtBy: ['scim.bulk.path'],
    around: sending(isBulk, (body) => eachOperation(body, (operation) => ({ path: '/Users', ...operation }))),
  },
  {
    name: 'bulk-post-to-resource',
    says: 'a bulk POST to the path of a resource creates another one',
    caughtBy: ['scim.bulk.path-of-method'],
    around: sending(isBulk, (body) =>
      eachOperation(body, (operation) =>
        operation['method'] === 'POST'
          ? { ...operation, path: String(operation['path']).replace(/^(\/\w+)\/.*/, '$1') }
          : operation,
      ),
    ),
  },
  {
    name: 'bulk-post-without-data-skipped',
    says: 'a bulk POST without data is skipped, and has no result',
    caughtBy: ['scim.bulk.data'],
    around: sending(isBulk, (body) => ({
      ...body,
      Operations: operationsOf({ body }).filter(({ method, data }) => method !== 'POST' || data !== undefined),
    })),
  },
  {
    name: 'bulk-circle-breaks-link',
    says: 'of two groups that are members of each other, one is created without its member',
    caughtBy: ['scim.bulk-id.circle'],
    around: sending(isBulk, (body) => {
      const operations = operationsOf({ body })
      const refers = (one: JsonObject): boolean => JSON.stringify(one['data'] ?? null).includes('"bulkId:')
      const isCircle = operations.length > 1 && operations.every(refers)
      const cut = (one: JsonObject): JsonObject => ({
        ...one,
        data: isJsonObject(one['data']) ? without(one['data'], 'members') : (one['data'] ?? null),
      })
      return isCircle ? { ...body, Operations: operations.map((one, index) => (index === 0 ? cut(one) : one)) } : body
    }),
  },
  {
    name: 'bulk-forward-reference-half-done',
    says: 'a group that refers to a later operation is created without its member, and reported as rejected with 409',
    caughtBy: ['scim.bulk-id.references'],
    around: async (request, serve) => {
      const requested = operationsOf(request)
      const isEarly = (one: JsonObject, index: number): boolean =>
        requested
          .slice(index + 1)
          .some(({ bulkId }) => JSON.stringify(one['data'] ?? null).includes(`"bulkId:${bulkId}"`))
      const early = new Set(requested.filter(isEarly).map(({ bulkId }) => bulkId))
      if (!isBulk(request) || early.size === 0) return serve(request)
      const bare = sending(isBulk, (body) =>
        eachOperation(body, (one) =>
          early.has(one['bulkId']) && isJsonObject(one['data'])
            ? { ...one, data: without(one['data'], 'members') }
            : one,
        ),
      )
      const rejected = bodies(isBulk, (body) =>
        eachOperation(body, (one) =>
          early.has(one['bulkId']) ? { ...without(one, 'location'), status: '409', response: CONFLICT } : one,
        ),
      )
      return chained(rejected, bare)(request, serve)
    },
  },
]
