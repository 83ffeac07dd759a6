import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { Around, Deviation } from './deviation.ts'
import { without } from './message-parts.ts'
import { isPatch, isQuery, isRead, on } from './request-conditions.ts'
import { bodies, chained, refusing } from './rewriters.ts'

const isConfiguration = on('GET', /^\/ServiceProviderConfig\/?$/)
const configured = (change: (body: JsonObject) => JsonObject): Around => bodies(isConfiguration, change)

/** Changes one member of the configuration. */
const member = (name: string, change: (value: JsonObject) => JsonValue): Around =>
  configured((body) => ({ ...body, [name]: change(isJsonObject(body[name]) ? body[name] : {}) }))

/** Deviations in the configuration (RFC 7643 §5), and features that differ from it. */
export const configurationDeviations: readonly Deviation[] = [
  {
    name: 'configuration-without-schemas',
    says: 'ServiceProviderConfig does not list its schema',
    caughtBy: ['scim.config.schema', 'scim.exchange.schemas-is-there'],
    around: configured((body) => without(body, 'schemas')),
  },
  {
    name: 'configuration-without-features',
    says: 'ServiceProviderConfig has no member bulk, filter, changePassword, sort and etag',
    caughtBy: [
      'scim.config.states-bulk',
      'scim.config.states-filter',
      'scim.config.states-changepassword',
      'scim.config.states-sort',
      'scim.config.states-etag',
      'scim.config.limit-maxresults',
    ],
    around: configured((body) => without(body, 'bulk', 'filter', 'changePassword', 'sort', 'etag')),
  },
  {
    name: 'configuration-features-without-supported',
    says: 'the features of ServiceProviderConfig do not say whether they are supported',
    caughtBy: [
      'scim.config.states-patch',
      'scim.config.states-bulk',
      'scim.config.states-filter',
      'scim.config.states-changepassword',
      'scim.config.states-sort',
      'scim.config.states-etag',
    ],
    around: configured((body) =>
      Object.fromEntries(
        Object.entries(body).map(([name, value]) => [name, isJsonObject(value) ? without(value, 'supported') : value]),
      ),
    ),
  },
  {
    name: 'configuration-limits-are-strings',
    says: 'maxOperations, maxPayloadSize and maxResults are strings',
    caughtBy: ['scim.config.limit-maxoperations', 'scim.config.limit-maxpayloadsize', 'scim.config.limit-maxresults'],
    around: chained(
      member('bulk', (bulk) => ({ ...bulk, maxOperations: '1000', maxPayloadSize: '1048576' })),
      member('filter', (filter) => ({ ...filter, maxResults: '200' })),
    ),
  },
  {
    name: 'max-results-exceeded',
    says: 'a list has more resources than maxResults',
    caughtBy: ['scim.config.max-results-holds'],
    around: member('filter', (filter) => ({ ...filter, maxResults: 1 })),
  },
  {
    name: 'authentication-schemes-as-object',
    says: 'authenticationSchemes is an object',
    caughtBy: ['scim.config.authentication-schemes'],
    around: member('authenticationSchemes', () => ({ type: 'oauthbearertoken' })),
  },
  {
    name: 'authentication-scheme-empty',
    says: 'an authentication scheme has no type, name and description, and its specUri is not a URL',
    caughtBy: ['scim.config.authentication-schemes'],
    around: member('authenticationSchemes', () => [{ specUri: 'see the manual' }]),
  },
  {
    name: 'documentation-uri-not-a-url',
    says: 'documentationUri is not a URL',
    caughtBy: ['scim.config.documentation-uri'],
    around: configured((body) => ({ ...body, documentationUri: 'see the manual' })),
  },
  {
    name: 'configuration-needs-credentials',
    says: 'ServiceProviderConfig requires credentials',
    caughtBy: ['scim.config.without-credentials'],
    around: refusing(
      (request) => isConfiguration(request) && request.headers['authorization'] === undefined,
      401,
      'the credentials are missing',
    ),
  },
  {
    name: 'patch-advertised-and-missing',
    says: 'PATCH is advertised, and returns 501',
    caughtBy: ['scim.config.patch-is-there'],
    around: refusing(isPatch, 501, 'PATCH is not implemented'),
  },
  {
    name: 'filter-advertised-and-missing',
    says: 'filtering is advertised, and a filter returns 501',
    caughtBy: ['scim.config.filter-is-there'],
    around: refusing((request) => isQuery(request) && request.query.has('filter'), 501, 'filters are not implemented'),
  },
  {
    name: 'sort-advertised-and-missing',
    says: 'sorting is advertised, and sortBy returns 501',
    caughtBy: ['scim.config.sort-is-there'],
    around: refusing((request) => isQuery(request) && request.query.has('sortBy'), 501, 'sorting is not implemented'),
  },
  {
    name: 'etag-advertised-and-missing',
    says: 'entity tags are advertised, and If-None-Match returns 501',
    caughtBy: ['scim.config.etag-is-there'],
    around: refusing(
      (request) => isRead(request) && request.headers['if-none-match'] !== undefined,
      501,
      'conditional requests are not implemented',
    ),
  },
  {
    name: 'cursor-paging-unadvertised',
    says: 'paging by cursor works, and is not advertised',
    caughtBy: ['scim.cursor.is-advertised'],
    around: configured((body) => without(body, 'pagination')),
  },
  {
    name: 'pagination-methods-are-strings',
    says: 'pagination.cursor and pagination.index are strings',
    caughtBy: ['scim.cursor.config-methods'],
    around: member('pagination', (pagination) => ({ ...pagination, cursor: 'true', index: 'true' })),
  },
  {
    name: 'pagination-default-unknown',
    says: 'defaultPaginationMethod is neither cursor nor index',
    caughtBy: ['scim.cursor.config-default-method'],
    around: member('pagination', (pagination) => ({ ...pagination, defaultPaginationMethod: 'offset' })),
  },
  {
    name: 'pagination-sizes-are-strings',
    says: 'sizes and times of pagination are strings',
    caughtBy: ['scim.cursor.config-numbers'],
    around: member('pagination', (pagination) => ({ ...pagination, defaultPageSize: '100', cursorTimeout: '1h' })),
  },
  {
    name: 'pagination-default-differs',
    says: 'cursor is advertised as the default paging method, and index is the default',
    caughtBy: ['scim.cursor.default-method'],
    around: member('pagination', (pagination) => ({ ...pagination, defaultPaginationMethod: 'cursor' })),
  },
  {
    name: 'security-events-misshapen',
    says: 'securityEvents has an unknown asyncRequest, and eventUris that are not URIs',
    caughtBy: ['scim.config.security-events'],
    around: member('securityEvents', () => ({ asyncRequest: 'sometimes', eventUris: ['create'] })),
  },
  {
    name: 'async-request-with-body',
    says: 'a request with Prefer: respond-async returns 202 with a body and without Set-Txn',
    caughtBy: ['scim.events.async-request'],
    around: chained(
      member('securityEvents', () => ({ asyncRequest: 'request', eventUris: [] })),
      async (request, serve) => {
        const response = await serve(request)
        return request.headers['prefer'] === 'respond-async' ? { ...response, status: 202 } : response
      },
    ),
  },
  {
    name: 'expired-cursor-crashes',
    says: 'cursors expire after a second, and then return 500',
    caughtBy: ['scim.cursor.expired'],
    around: chained(
      member('pagination', (pagination) => ({ ...pagination, cursorTimeout: 1 })),
      refusing((request) => isQuery(request) && (request.query.get('cursor') ?? '') !== '', 500, 'no such portal'),
    ),
  },
]
