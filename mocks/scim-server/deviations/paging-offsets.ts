import { isJsonObject } from '../../protocol/index.ts'
import type { Engine } from '../engine/engine.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { withParameter } from './message-parts.ts'
import { both, isGroup, isQuery } from './request-conditions.ts'
import { bodies } from './rewriters.ts'

type PageOf = Engine['pageOf']

/** Returns a different page of the results than the requested one. */
const cutting =
  (cut: PageOf): NonNullable<Deviation['engine']> =>
  () => ({ pageOf: cut })

/** Starts the page at another offset. */
const beginning = (
  offsetOf: (offset: number, count: number, hits: number) => number,
): NonNullable<Deviation['engine']> =>
  cutting((hits, { offset, count }) => {
    const from = Math.max(0, offsetOf(offset, count, hits.length))
    return hits.slice(from, from + count)
  })

const numberIn = (query: URLSearchParams, name: string): number => Number(query.get(name) ?? Number.NaN)
/** Returns whether a page with more than one result is not the first one. */
const isLaterPage = (query: URLSearchParams): boolean =>
  numberIn(query, 'startIndex') > 1 && numberIn(query, 'count') > 1
const isCountZero = (query: URLSearchParams): boolean => numberIn(query, 'count') === 0
/** Some deviations apply only to counts below this one, so that a list that fits on one page is correct. */
const LARGE_COUNT = 50

/** Deviations in offsets and totals that do not appear on the first page or with a count of one (RFC 7644 §3.4.2.4). */
export const pagingOffsetDeviations: readonly Deviation[] = [
  {
    name: 'offset-minus-count',
    says: 'a page begins at startIndex - count instead of startIndex - 1',
    source: 'https://github.com/wso2/product-is/issues/9957',
    caughtBy: ['scim.paging.page-of-several', 'entra.paging.users'],
    engine: beginning((offset, count) => (offset === 0 ? 0 : offset + 1 - count)),
  },
  {
    name: 'start-index-is-page-number',
    says: 'startIndex is used as a page number',
    caughtBy: ['scim.paging.page-of-several', 'entra.paging.users'],
    engine: beginning((offset, count) => offset * count),
  },
  {
    name: 'page-skips-one',
    says: 'every page after the first begins one result too late',
    caughtBy: ['scim.paging.page-of-several'],
    engine: beginning((offset) => (offset > 1 ? offset + 1 : offset)),
  },
  {
    name: 'page-repeats-one',
    says: 'every page after the first begins with the last result of the page before',
    caughtBy: ['scim.paging.page-of-several', 'entra.paging.groups'],
    engine: beginning((offset, count) => (offset > 2 && count > 1 ? offset - 1 : offset)),
  },
  {
    name: 'page-aligned',
    says: 'a page begins at a multiple of count, for every startIndex',
    caughtBy: ['scim.paging.page-of-several'],
    engine: beginning((offset, count) => (count > 1 ? Math.floor(offset / count) * count : offset)),
  },
  {
    name: 'last-page-filled-up',
    says: 'the last page begins earlier, so that it is full',
    caughtBy: ['scim.paging.page-of-several', 'entra.paging.users'],
    engine: beginning((offset, count, hits) => (offset >= hits ? offset : Math.min(offset, hits - count))),
  },
  {
    name: 'partial-last-page-empty',
    says: 'a last page that is not full is empty',
    caughtBy: ['scim.paging.page-of-several', 'entra.paging.users'],
    engine: cutting((hits, { offset, count }) =>
      offset > 0 && count > 1 && count < LARGE_COUNT && offset + count > hits.length
        ? []
        : hits.slice(offset, offset + count),
    ),
  },
  {
    name: 'pages-wrap-around',
    says: 'a page past the last result begins again with the first result',
    caughtBy: ['scim.paging.page-past-end'],
    engine: beginning((offset, count, hits) => (count < LARGE_COUNT && hits > 0 ? offset % hits : offset)),
  },
  {
    name: 'later-pages-one-too-long',
    says: 'every page after the first has one result more than count',
    caughtBy: ['scim.paging.page-of-several', 'entra.paging.users'],
    engine: cutting((hits, { offset, count }) =>
      hits.slice(offset, offset + count + (offset > 0 && count > 1 ? 1 : 0)),
    ),
  },
  {
    name: 'offset-wrong-from-four',
    says: 'with a count above three, every page after the first begins two results too early',
    caughtBy: ['scim.paging.page-of-several', 'entra.paging.users'],
    engine: beginning((offset, count) => (count > 3 && count < LARGE_COUNT && offset > 0 ? offset - 2 : offset)),
  },
  {
    name: 'total-is-rest',
    says: 'totalResults counts the results from startIndex to the end',
    caughtBy: ['scim.paging.page-of-several', 'entra.paging.users'],
    around: bodies(isQuery, (body, { query }) =>
      isLaterPage(query)
        ? { ...body, totalResults: Math.max(0, Number(body['totalResults']) - numberIn(query, 'startIndex') + 1) }
        : body,
    ),
  },
  {
    name: 'total-counts-to-page-end',
    says: 'totalResults counts the results up to the end of the page',
    caughtBy: ['scim.paging.page-of-several', 'entra.paging.users'],
    around: bodies(isQuery, (body, { query }) => {
      const listed = Array.isArray(body['Resources']) ? body['Resources'].length : 0
      return isLaterPage(query) ? { ...body, totalResults: numberIn(query, 'startIndex') - 1 + listed } : body
    }),
  },
  {
    name: 'group-pages-overlap',
    says: 'pages of groups begin two results too early',
    caughtBy: ['scim.paging.page-of-groups'],
    around: async (request, serve) => {
      if (!both(isGroup, isQuery)(request) || !isLaterPage(request.query)) return serve(request)
      const startIndex = String(Math.max(1, numberIn(request.query, 'startIndex') - 2))
      return serve({ ...request, query: withParameter(request.query, 'startIndex', startIndex) })
    },
  },
  {
    name: 'search-pages-overlap',
    says: 'pages that are requested by POST begin one result too early',
    caughtBy: ['scim.search.page-of-several'],
    around: async (request, serve) => {
      const { startIndex, count } = isJsonObject(request.body) ? request.body : {}
      const isLater = isQuery(request) && Number(startIndex) > 1 && Number(count) > 1
      if (!isLater) return serve(request)
      return serve({ ...request, body: { ...Object(request.body), startIndex: Number(startIndex) - 1 } })
    },
  },
  {
    name: 'page-behind-end-crashes',
    says: 'a page past the last result, with a count, returns 500',
    caughtBy: ['scim.paging.page-past-end'],
    around: async (request, serve) => {
      const response = await serve(request)
      const total = Number(Object(response.body)['totalResults'])
      if (isQuery(request) && isLaterPage(request.query) && numberIn(request.query, 'startIndex') > total)
        throw new ScimError(500, 'fromIndex > toIndex')
      return response
    },
  },
  {
    name: 'count-zero-total-zero',
    says: 'with count=0, totalResults is 0',
    caughtBy: ['scim.paging.count-zero-total'],
    around: bodies(isQuery, (body, { query }) => (isCountZero(query) ? { ...body, totalResults: 0 } : body)),
  },
  {
    name: 'count-zero-ignores-filter',
    says: 'with count=0, totalResults counts all users and ignores the filter',
    caughtBy: ['scim.paging.count-zero-total'],
    around: async (request, serve) =>
      isQuery(request) && isCountZero(request.query)
        ? serve({ ...request, query: withParameter(request.query, 'filter', undefined) })
        : serve(request),
  },
  {
    name: 'count-zero-of-groups-zero',
    says: 'with count=0, totalResults of groups is 0',
    caughtBy: ['scim.paging.count-zero-groups'],
    around: bodies(both(isGroup, isQuery), (body, { query }) =>
      isCountZero(query) ? { ...body, totalResults: 0 } : body,
    ),
  },
]
