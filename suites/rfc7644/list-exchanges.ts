import { defineInvariant, type Invariant, type ObservedExchange } from '../../harness/index.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'

/** A list in a response with status 200. */
interface List {
  readonly totalResults: number
  readonly resources: readonly JsonValue[]
}

const memberOf = (body: JsonObject, name: string): JsonValue | undefined =>
  Object.entries(body).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]

function listIn({ status, body }: ObservedExchange): List | undefined {
  if (status !== 200 || !isJsonObject(body)) return undefined
  const { totalResults } = body
  const resources = memberOf(body, 'Resources') ?? []
  return typeof totalResults === 'number' && Array.isArray(resources) ? { totalResults, resources } : undefined
}

/** Returns a parameter of a query, from the URL or from the body of a search. */
function parameter({ query, requestBody }: ObservedExchange, name: string): string | undefined {
  const sent = isJsonObject(requestBody) ? requestBody[name] : undefined
  return query.get(name) ?? (sent === undefined ? undefined : String(sent))
}

/**
 * Returns whether a page can contain a result: count is not 0, startIndex is not after the last result, and the
 * position does not depend on a cursor.
 */
function hasRoom(exchange: ObservedExchange, { totalResults }: List): boolean {
  const count = Number(parameter(exchange, 'count') ?? 1)
  const startIndex = Number(parameter(exchange, 'startIndex') ?? 1)
  return parameter(exchange, 'cursor') === undefined && count > 0 && startIndex <= totalResults
}

/** Returns true if a list is from a discovery endpoint, which other checks judge. */
const isDiscovery = ({ path }: Pick<ObservedExchange, 'path'>): boolean =>
  /^\/(?:Schemas|ResourceTypes)\/?$/i.test(path)

/** Checks that a list whose totalResults is not 0 has Resources. */
export const listsHaveResources: Invariant = defineInvariant({
  id: 'scim.exchange.list-has-resources',
  title: 'A list with a totalResults above 0 has Resources',
  requirements: ['rfc7644-3.4.2-05'],
  when: (exchange) => {
    const list = listIn(exchange)
    return !isDiscovery(exchange) && list !== undefined && list.totalResults > 0 && hasRoom(exchange, list)
  },
  holds: (exchange, expect) => void expect(listIn(exchange)?.resources.length, 'number of resources').to.be.above(0),
})

/** Checks that a page does not have more resources than totalResults. */
export const totalsCount: Invariant = defineInvariant({
  id: 'scim.exchange.list-totals',
  title: 'No page has more resources than totalResults',
  requirements: ['rfc7644-3.4.2-10'],
  when: (exchange) => listIn(exchange) !== undefined,
  holds: (exchange, expect) => {
    const { totalResults, resources } = listIn(exchange) ?? { totalResults: 0, resources: [] }
    expect(resources.length, 'number of resources in the page').to.be.at.most(totalResults)
  },
})

const LIST = /:messages:2\.0:ListResponse$/i

/** Checks that totalResults is a whole number. */
export const totalsAreNumbers: Invariant = defineInvariant({
  id: 'scim.exchange.list-total-is-number',
  title: 'totalResults of a list is an integer, never a string or null',
  requirements: ['rfc7644-3.4.2-04'],
  when: ({ status, body, path }) =>
    status === 200 &&
    !isDiscovery({ path }) &&
    isJsonObject(body) &&
    Array.isArray(body['schemas']) &&
    body['schemas'].some((urn) => LIST.test(String(urn))) &&
    // RFC 9865 §2 allows a cursor-based page to omit it.
    !(body['totalResults'] === undefined && body['nextCursor'] !== undefined),
  holds: ({ body }, expect) => {
    const total = isJsonObject(body) ? body['totalResults'] : undefined
    void expect(total, 'totalResults').to.fit(
      () => Number.isInteger(total) && Number(total) >= 0,
      'a non-negative integer',
    )
  },
})

/** Defines the invariant of a number that describes a page, judged if a list has it. */
const pageNumber = (
  name: 'startIndex' | 'itemsPerPage',
  least: number,
  rule: Pick<Invariant, 'id' | 'title' | 'requirements'>,
): Invariant =>
  defineInvariant({
    ...rule,
    when: (exchange) => listIn(exchange) !== undefined && (numberIn(exchange, name) ?? null) !== null,
    holds: (exchange, expect) => {
      // A list without resources has no first one to count.
      const from = listIn(exchange)?.resources.length === 0 ? 0 : least
      void expect(numberIn(exchange, name), name).to.fit(
        (value) => Number.isInteger(value) && Number(value) >= from,
        `an integer of at least ${from}`,
      )
    },
  })

const numberIn = ({ body }: ObservedExchange, name: string): JsonValue | undefined =>
  isJsonObject(body) ? body[name] : undefined

/** Checks that startIndex of a list counts from 1. */
export const startIndexCounts: Invariant = pageNumber('startIndex', 1, {
  id: 'scim.exchange.list-start-index',
  title: 'startIndex of a list counts from 1',
  requirements: ['rfc7644-3.4.2-06'],
})

/** Checks that itemsPerPage of a list is a non-negative whole number. */
export const itemsPerPageCounts: Invariant = pageNumber('itemsPerPage', 0, {
  id: 'scim.exchange.list-items-per-page',
  title: 'itemsPerPage of a list is an integer of at least 0',
  requirements: ['rfc7644-3.4.2-07'],
})

/** Checks that a list contains its resources in `Resources`. */
export const listsNameResources: Invariant = defineInvariant({
  id: 'scim.exchange.list-names-resources',
  title: 'The resources of a list are in Resources',
  requirements: ['rfc7644-3.4.2-09'],
  when: ({ status, body }) => status === 200 && isJsonObject(body) && Number(body['totalResults']) > 0,
  holds: ({ body }, expect) => {
    if (!isJsonObject(body) || memberOf(body, 'Resources') !== undefined) return
    const others = Object.entries(body).filter(([, value]) => Array.isArray(value) && value.some(isJsonObject))
    expect(
      others.map(([name]) => name),
      'members of the list with resources',
    ).to.deep.equal([])
  },
})

/** Checks that a query rejected for the number of its results has the keyword tooMany. */
export const tooMany: Invariant = defineInvariant({
  id: 'scim.exchange.too-many',
  title: 'A query that is rejected because of too many results returns scimType tooMany',
  requirements: ['rfc7644-3.4.2.1-03'],
  when: ({ status, method, path, body }) =>
    status === 400 &&
    (method === 'GET' || path.endsWith('/.search')) &&
    isJsonObject(body) &&
    /too ?many (?:results|resources|matches)/i.test(String(body['detail'] ?? '')),
  holds: ({ body }, expect) =>
    void expect(isJsonObject(body) ? body['scimType'] : undefined, 'scimType').to.equal('tooMany'),
})

/** Checks that the base URL in meta.location has no query. */
export const baseWithoutQuery: Invariant = defineInvariant({
  id: 'scim.exchange.base-without-query',
  title: 'The base URL in meta.location has no query string',
  requirements: ['rfc7644-1.3-01'],
  when: ({ status, body }) => status < 300 && locationsIn(body).length > 0,
  holds: ({ body }, expect) => {
    for (const location of locationsIn(body))
      expect(location, 'meta.location up to the endpoint').to.not.match(/\?.*\/(?:Users|Groups)(?:\/|$)/)
  },
})

function locationsIn(body: JsonValue | undefined): string[] {
  if (!isJsonObject(body)) return []
  const listed = memberOf(body, 'Resources')
  return [body, ...(Array.isArray(listed) ? listed : [])].flatMap((resource) => {
    const meta = isJsonObject(resource) ? resource['meta'] : undefined
    const location = isJsonObject(meta) ? meta['location'] : undefined
    return typeof location === 'string' ? [location] : []
  })
}
