import type { Deviation } from './deviation.ts'
import { filterOf, without } from './message-parts.ts'
import { both, isGroup, isQuery, isResource, on } from './request-conditions.ts'
import { rewritingFilters } from './rewrite-filters.ts'
import { bodies, refusing, resources } from './rewriters.ts'

const EVERYONE = { kind: 'present', path: 'id' } as const

/** Deviations in lists, and in responses to queries in general (RFC 7644 §3.4.2). */
export const listDeviations: readonly Deviation[] = [
  {
    name: 'resources-under-another-name',
    says: 'the resources of a list are in a member results',
    caughtBy: ['scim.exchange.list-names-resources', 'scim.query.resources-name', 'scim.filter.eq-hit'],
    around: bodies(isQuery, (body) => ({ ...without(body, 'Resources'), results: body['Resources'] ?? [] })),
  },
  {
    name: 'resources-missing',
    says: 'a list has totalResults and no Resources',
    caughtBy: ['scim.exchange.list-has-resources', 'scim.filter.eq-hit'],
    around: bodies(isQuery, (body) => without(body, 'Resources')),
  },
  {
    name: 'total-less-than-page',
    says: 'totalResults is one less than the number of resources in the page',
    caughtBy: ['scim.exchange.list-totals', 'scim.paging.count-limits'],
    around: bodies(isQuery, (body) => ({
      ...body,
      totalResults: Math.max(0, (Array.isArray(body['Resources']) ? body['Resources'].length : 0) - 1),
    })),
  },
  {
    name: 'too-many-without-scim-type',
    says: 'a query without a filter is rejected because of too many results, without scimType',
    caughtBy: ['scim.exchange.too-many'],
    around: refusing((request) => isQuery(request) && filterOf(request) === undefined, 400, 'too many results'),
  },
  {
    name: 'base-with-query',
    says: 'the base URL in meta.location has a query string',
    caughtBy: ['scim.exchange.base-without-query'],
    around: resources(isResource, (resource) => ({
      ...resource,
      meta: {
        ...resource.meta,
        location: (resource.meta?.location ?? '').replace(/(?=\/(?:Users|Groups)\/)/, '?tenant=1'),
      },
    })),
  },
  {
    name: 'unknown-parameter-refused',
    says: 'an unknown query parameter is rejected',
    caughtBy: ['scim.query.unknown-parameter'],
    around: refusing((request) => request.query.has('zzunknown'), 400, 'unknown parameter zzunknown', {
      scimType: 'invalidSyntax',
    }),
  },
  {
    name: 'root-query-crashes',
    says: 'a query of the base URL returns 500',
    caughtBy: ['scim.query.targets'],
    around: refusing(on('GET', /^\/$/), 500, 'no endpoint is set'),
  },
  {
    name: 'null-inverted',
    says: 'eq null matches resources that have a value',
    caughtBy: ['scim.filter.null'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'comparison' && filter.value === null
        ? { ...filter, operator: filter.operator === 'eq' ? 'ne' : 'eq' }
        : filter,
    ),
  },
  {
    name: 'bare-list-matches-all',
    says: 'a condition on emails without a sub-attribute is true for all users',
    caughtBy: ['scim.filter.bare-list'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'comparison' && filter.path === 'emails' ? EVERYONE : filter,
    ),
  },
  {
    name: 'total-zero-is-string',
    says: 'totalResults of an empty list is the string "0"',
    caughtBy: ['scim.exchange.list-total-is-number', 'entra.probe', 'entra.probe.list-response', 'entra.group.probe'],
    around: bodies(isQuery, (body) => (body['totalResults'] === 0 ? { ...body, totalResults: '0' } : body)),
  },
  {
    name: 'total-zero-of-groups-is-string',
    says: 'totalResults of an empty list of groups is the string "0"',
    caughtBy: ['scim.exchange.list-total-is-number', 'entra.group.probe'],
    around: bodies(both(isGroup, isQuery), (body) =>
      body['totalResults'] === 0 ? { ...body, totalResults: '0' } : body,
    ),
  },
  {
    name: 'total-of-groups-is-string',
    says: 'totalResults of a list of groups is a string',
    caughtBy: ['scim.exchange.list-total-is-number', 'scim.filter.groups'],
    around: bodies(both(isGroup, isQuery), (body) => ({ ...body, totalResults: String(body['totalResults']) })),
  },
  {
    name: 'total-zero-is-null',
    says: 'totalResults of an empty list of groups is null',
    caughtBy: ['scim.exchange.list-total-is-number', 'entra.group.probe'],
    around: bodies(both(isGroup, isQuery), (body) =>
      body['totalResults'] === 0 ? { ...body, totalResults: null } : body,
    ),
  },
  {
    name: 'total-of-schemas-is-string',
    says: 'totalResults of /Schemas is a string',
    caughtBy: ['scim.discovery.schemas'],
    around: bodies(on('GET', /^\/Schemas\/?$/), (body) => ({ ...body, totalResults: String(body['totalResults']) })),
  },
  {
    name: 'pages-begin-at-zero',
    says: 'startIndex of a list counts from 0',
    source: 'https://github.com/oktadeveloper/okta-scim-beta',
    caughtBy: ['scim.exchange.list-start-index', 'entra.paging.users'],
    around: bodies(isQuery, (body) =>
      typeof body['startIndex'] === 'number' ? { ...body, startIndex: body['startIndex'] - 1 } : body,
    ),
  },
  {
    name: 'items-per-page-is-string',
    says: 'itemsPerPage of a list is a string',
    caughtBy: ['scim.exchange.list-items-per-page'],
    around: bodies(isQuery, (body) =>
      body['itemsPerPage'] === undefined ? body : { ...body, itemsPerPage: String(body['itemsPerPage']) },
    ),
  },
]
