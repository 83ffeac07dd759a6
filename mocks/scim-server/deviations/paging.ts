import type { Deviation } from './deviation.ts'
import { without, withParameter } from './message-parts.ts'
import { isQuery } from './request-conditions.ts'
import { asking, bodies, refusing } from './rewriters.ts'

const countOf = (query: URLSearchParams): number => Number(query.get('count') ?? Number.NaN)
const startOf = (query: URLSearchParams): number => Number(query.get('startIndex') ?? Number.NaN)
const invalidValue = { scimType: 'invalidValue' } as const

/** Deviations in paging (RFC 7644 §3.4.2.4). */
export const pagingDeviations: readonly Deviation[] = [
  {
    name: 'count-ignored',
    says: 'count is ignored',
    caughtBy: ['scim.paging.count-limits'],
    around: asking(isQuery, (request) =>
      countOf(request.query) > 0 ? { ...request, query: withParameter(request.query, 'count', undefined) } : request,
    ),
  },
  {
    name: 'count-zero-returns-full-page',
    says: 'count=0 returns a full page',
    source: 'https://github.com/wso2/product-is/issues/5106',
    caughtBy: ['scim.paging.count-zero'],
    around: asking(isQuery, (request) =>
      countOf(request.query) === 0 ? { ...request, query: withParameter(request.query, 'count', undefined) } : request,
    ),
  },
  {
    name: 'total-is-page-size',
    says: 'totalResults is the size of the page',
    source: 'https://github.com/wso2/product-is/issues/12813',
    caughtBy: ['scim.paging.count-limits'],
    around: bodies(isQuery, (body) => ({
      ...body,
      totalResults: Array.isArray(body['Resources']) ? body['Resources'].length : 0,
    })),
  },
  {
    name: 'partial-page-without-start-index',
    says: 'a page has no startIndex and itemsPerPage',
    caughtBy: ['scim.paging.count-limits', 'entra.paging.groups'],
    around: bodies(isQuery, (body) => without(body, 'startIndex', 'itemsPerPage')),
  },
  {
    name: 'items-per-page-is-count',
    says: 'itemsPerPage is the requested count, not the number of returned resources',
    caughtBy: ['scim.paging.items-per-page'],
    around: bodies(isQuery, (body, { query }) => {
      const count = countOf(query)
      return Number.isNaN(count) ? body : { ...body, itemsPerPage: count }
    }),
  },
  {
    name: 'total-results-is-string',
    says: 'totalResults is a string',
    caughtBy: ['scim.filter.no-hit'],
    around: bodies(isQuery, (body) => ({ ...body, totalResults: String(body['totalResults']) })),
  },
  {
    name: 'start-index-ignored-on-small-results',
    says: 'startIndex is ignored if all results fit on one page',
    source: 'https://github.com/scimmyjs/scimmy/issues/21',
    caughtBy: ['scim.paging.start-index-past-end'],
    engine: ({ pageOf }) => ({
      pageOf: (hits, { offset, count }) => pageOf(hits, { offset: hits.length <= count ? 0 : offset, count }),
    }),
  },
  {
    name: 'second-page-empty',
    says: 'every page after the first is empty',
    source: 'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/131',
    caughtBy: [
      'scim.cursor.walk',
      'scim.cursor.search',
      'scim.cursor.sorted',
      'scim.paging.start-index-skips',
      'gallery.scim-user-pagination-test',
      'gallery.scim-group-pagination-test',
      'entra.paging.users',
      'entra.quirk.page-of-five',
    ],
    engine: ({ pageOf }) => ({ pageOf: (hits, request) => (request.offset > 0 ? [] : pageOf(hits, request)) }),
  },
  {
    name: 'negative-count-lists-all',
    says: 'a negative count is ignored',
    caughtBy: ['scim.paging.negative-count'],
    around: asking(isQuery, (request) =>
      countOf(request.query) < 0 ? { ...request, query: withParameter(request.query, 'count', undefined) } : request,
    ),
  },
  {
    name: 'large-count-refused',
    says: 'a count above the maximum page size is rejected',
    caughtBy: ['scim.paging.large-count'],
    around: refusing(
      (request) => isQuery(request) && countOf(request.query) > 1000,
      400,
      'count must be at most 1000',
      invalidValue,
    ),
  },
  {
    name: 'count-not-a-number-crashes',
    says: 'a count that is not a number returns 500',
    caughtBy: ['scim.paging.not-a-number'],
    around: refusing(
      (request) => isQuery(request) && request.query.has('count') && Number.isNaN(countOf(request.query)),
      500,
      'For input string: "abc"',
    ),
  },
  {
    name: 'start-index-from-zero',
    says: 'startIndex counts from 0',
    caughtBy: ['scim.paging.start-index-default'],
    around: asking(isQuery, (request) =>
      startOf(request.query) >= 0
        ? { ...request, query: withParameter(request.query, 'startIndex', String(startOf(request.query) + 1)) }
        : request,
    ),
  },
  {
    name: 'start-index-zero-refused',
    says: 'a startIndex below 1 is rejected',
    caughtBy: ['scim.paging.start-index-below-one'],
    around: refusing(
      (request) => isQuery(request) && startOf(request.query) < 1,
      400,
      'startIndex is 1 at least',
      invalidValue,
    ),
  },
  {
    name: 'start-index-ignored',
    says: 'every page is the first',
    caughtBy: ['scim.paging.start-index-skips', 'scim.sort.over-pages'],
    engine: ({ pageOf }) => ({ pageOf: (hits, { count }) => pageOf(hits, { offset: 0, count }) }),
  },
  {
    name: 'start-index-always-one',
    says: 'startIndex of every page is 1',
    caughtBy: ['scim.paging.start-index-skips', 'scim.search.paged'],
    around: bodies(isQuery, (body) => ({ ...body, startIndex: 1 })),
  },
]
