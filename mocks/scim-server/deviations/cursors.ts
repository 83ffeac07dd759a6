import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import type { ScimRequest } from '../wire/message.ts'
import type { Around, Deviation } from './deviation.ts'
import { withBody, withParameter } from './message-parts.ts'
import { isQuery, type When } from './request-conditions.ts'
import { answering, asking, bodies, chained, refusing } from './rewriters.ts'

const END = 'end'
const cursorIn = ({ query }: ScimRequest): string | undefined => query.get('cursor') ?? undefined
const isPaged: When = (request) => isQuery(request) && cursorIn(request) !== undefined
const isLater: When = (request) => isQuery(request) && (cursorIn(request) ?? '') !== ''

const pages = (change: (page: JsonObject, request: ScimRequest) => JsonObject): Around => bodies(isPaged, change)

const withCursor = (request: ScimRequest, cursor: string): ScimRequest => ({
  ...request,
  query: withParameter(request.query, 'cursor', cursor),
})

/** Deviations in cursor-based paging (RFC 9865). */
export const cursorDeviations: readonly Deviation[] = [
  {
    name: 'cursor-empty-refused',
    says: 'an empty cursor is rejected',
    caughtBy: ['scim.cursor.first-page'],
    around: refusing((request) => isPaged(request) && !isLater(request), 400, 'cursor is empty', {
      scimType: 'invalidCursor',
    }),
  },
  {
    name: 'cursor-with-reserved-characters',
    says: 'a cursor has reserved characters of URLs',
    caughtBy: ['scim.cursor.walk'],
    around: chained(
      asking(isLater, (request) => withCursor(request, (cursorIn(request) ?? '').replace('/=', ''))),
      pages((page) => (page['nextCursor'] === undefined ? page : { ...page, nextCursor: `${page['nextCursor']}/=` })),
    ),
  },
  {
    name: 'cursor-ends-early',
    says: 'the second page has no nextCursor, although more results follow',
    caughtBy: ['scim.cursor.walk'],
    around: bodies(isLater, ({ nextCursor: _next, ...page }) => page),
  },
  {
    name: 'cursor-never-ends',
    says: 'the last page has a nextCursor, and the next pages are empty',
    caughtBy: ['scim.cursor.walk'],
    around: async (request, serve) => {
      const isEnd = isPaged(request) && cursorIn(request) === END
      const response = await serve(isEnd ? emptyPage(request) : request)
      return isPaged(request) && isJsonObject(response.body)
        ? withBody(response, { nextCursor: END, ...response.body })
        : response
    },
  },
  {
    name: 'previous-cursor-on-first-page',
    says: 'the first page has a previousCursor',
    caughtBy: ['scim.cursor.walk'],
    around: pages((page) => ({ previousCursor: 'before', ...page })),
  },
  {
    name: 'previous-cursor-leads-on',
    says: 'previousCursor returns the next page',
    caughtBy: ['scim.cursor.previous-page'],
    around: pages((page) =>
      page['previousCursor'] === undefined ? page : { ...page, previousCursor: page['nextCursor'] ?? null },
    ),
  },
  {
    name: 'cursor-total-not-a-number',
    says: 'totalResults of pages by cursor is not a number',
    caughtBy: ['scim.cursor.walk'],
    around: pages((page) => ({ ...page, totalResults: 'many' })),
  },
  {
    name: 'cursor-count-ignored',
    says: 'count is ignored with a cursor',
    caughtBy: ['scim.cursor.count'],
    around: asking(isPaged, (request) => ({ ...request, query: withParameter(request.query, 'count', undefined) })),
  },
  {
    name: 'unknown-cursor-returns-first-page',
    says: 'an unknown cursor returns the first page',
    caughtBy: ['scim.cursor.unknown'],
    around: asking(isLater, (request) =>
      (cursorIn(request) ?? '').startsWith('zz-') ? withCursor(request, '') : request,
    ),
  },
  {
    name: 'changed-count-crashes',
    says: 'a second page with another count returns 500',
    caughtBy: ['scim.cursor.changed-count'],
    around: refusing((request) => isLater(request) && request.query.get('count') === '2', 500, 'no such portal'),
  },
  {
    name: 'cursor-is-credential',
    says: 'a request with a cursor needs no credentials',
    caughtBy: ['scim.cursor.needs-credentials'],
    around: answering(isLater, (response) => (response.status === 401 ? { ...response, status: 200 } : response)),
  },
  {
    name: 'cursor-error-contains-resources',
    says: 'the error for an unknown cursor contains the resources of the query',
    caughtBy: ['scim.cursor.error-tells-nothing'],
    around: async (request, serve) => {
      const response = await serve(request)
      if (response.status !== 400 || !isLater(request) || !isJsonObject(response.body)) return response
      const first = await serve(withCursor(request, ''))
      return withBody(response, { ...response.body, detail: `no such position in ${JSON.stringify(first.body)}` })
    },
  },
]

function emptyPage(request: ScimRequest): ScimRequest {
  return { ...request, query: withParameter(withParameter(request.query, 'cursor', ''), 'count', '0') }
}
