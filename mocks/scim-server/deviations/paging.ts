import { asking, bodies, isQuery, without, withParameter } from './around.ts'
import type { Deviation } from './deviation.ts'

const countOf = (query: URLSearchParams): number => Number(query.get('count') ?? Number.NaN)

/** Wrong ways to page (RFC 7644 §3.4.2.4). */
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
    name: 'count-zero-is-no-count',
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
    says: 'a page does not tell startIndex and itemsPerPage',
    caughtBy: ['scim.paging.count-limits'],
    around: bodies(isQuery, (body) => without(body, 'startIndex', 'itemsPerPage')),
  },
  {
    name: 'items-per-page-is-count',
    says: 'itemsPerPage is the count that was asked for, not what came',
    caughtBy: [],
    around: bodies(isQuery, (body, { query }) => {
      const count = countOf(query)
      return Number.isNaN(count) ? body : { ...body, itemsPerPage: count }
    }),
  },
  {
    name: 'total-results-is-text',
    says: 'totalResults is text',
    caughtBy: ['scim.filter.no-hit'],
    around: bodies(isQuery, (body) => ({ ...body, totalResults: String(body['totalResults']) })),
  },
  {
    name: 'start-index-ignored-on-small-results',
    says: 'startIndex is ignored where all hits fit on one page',
    source: 'https://github.com/scimmyjs/scimmy/issues/21',
    caughtBy: [],
    engine: ({ pageOf }) => ({
      pageOf: (hits, { offset, count }) => pageOf(hits, { offset: hits.length <= count ? 0 : offset, count }),
    }),
  },
  {
    name: 'second-page-empty',
    says: 'every page but the first is empty',
    source: 'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/131',
    caughtBy: ['scim.cursor.walk', 'scim.cursor.search', 'scim.cursor.sorted'],
    engine: ({ pageOf }) => ({ pageOf: (hits, request) => (request.offset > 0 ? [] : pageOf(hits, request)) }),
  },
]
