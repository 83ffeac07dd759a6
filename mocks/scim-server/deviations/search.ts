import { isJsonObject, type JsonObject, SEARCH_REQUEST_MESSAGE } from '../../protocol/index.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Around, Deviation } from './deviation.ts'
import { filterOf, without } from './message-parts.ts'
import { on } from './request-conditions.ts'
import { bodies, resources, sending } from './rewriters.ts'

const isSearch = on('POST', /\/\.search$/)

/** Removes members of a search request. */
const ignoring = (...names: readonly string[]): Around => sending(isSearch, (body) => without(body, ...names))

const emptied = (list: JsonObject): JsonObject => ({ ...list, totalResults: 0, itemsPerPage: 0, Resources: [] })

/** Deviations in queries by POST (RFC 7644 §3.4.3). */
export const searchDeviations: readonly Deviation[] = [
  {
    name: 'search-missing',
    says: 'POST of .search returns 404',
    caughtBy: ['scim.search.is-query'],
    around: async (request, serve) => {
      if (isSearch(request)) throw new ScimError(404, 'unknown endpoint .search')
      return serve(request)
    },
  },
  {
    name: 'search-finds-no-user',
    says: 'POST of .search returns an empty list',
    caughtBy: ['scim.search.is-query', 'scim.search.as-get'],
    around: bodies(isSearch, emptied),
  },
  {
    name: 'search-ignores-filter',
    says: 'POST of .search ignores its filter and returns all users',
    caughtBy: ['scim.search.as-get'],
    around: ignoring('filter'),
  },
  {
    name: 'search-counts-all-users',
    says: 'totalResults of a search counts all users',
    caughtBy: ['scim.search.as-get'],
    around: bodies(isSearch, (list) => ({ ...list, totalResults: Number(list['totalResults']) + 1 })),
  },
  {
    name: 'search-without-schemas',
    says: 'a search is answered with any schemas',
    caughtBy: ['scim.search.schemas'],
    around: sending(isSearch, (body) => ({ ...body, schemas: [SEARCH_REQUEST_MESSAGE] })),
  },
  {
    name: 'search-drops-wrong-filter',
    says: 'a search with a malformed filter finds no user',
    caughtBy: ['scim.search.invalid-filter'],
    around: async (request, serve) => {
      const response = await serve(request)
      if (!isSearch(request) || response.status !== 400 || filterOf(request) === undefined) return response
      const everyone = await ignoring('filter')(request, serve)
      return isJsonObject(everyone.body) ? { ...everyone, body: emptied(everyone.body) } : response
    },
  },
  {
    name: 'search-ignores-attributes',
    says: 'attributes of a search are ignored',
    caughtBy: ['scim.search.attributes'],
    around: ignoring('attributes'),
  },
  {
    name: 'search-ignores-excluded-attributes',
    says: 'excludedAttributes of a search are ignored',
    caughtBy: ['scim.search.excluded-attributes'],
    around: ignoring('excludedAttributes'),
  },
  {
    name: 'search-excludes-id',
    says: 'excludedAttributes of a search also removes id',
    caughtBy: ['scim.search.excluded-attributes'],
    around: resources(isSearch, (resource, { body }) =>
      JSON.stringify(isJsonObject(body) ? body['excludedAttributes'] : null)?.includes('"id"') === true
        ? without(resource, 'id')
        : resource,
    ),
  },
  {
    name: 'search-ignores-order',
    says: 'sortBy and sortOrder of a search are ignored',
    caughtBy: ['scim.search.sorted'],
    around: ignoring('sortBy', 'sortOrder'),
  },
  {
    name: 'search-ignores-paging',
    says: 'startIndex and count of a search are ignored',
    caughtBy: ['scim.search.paged'],
    around: ignoring('startIndex', 'count'),
  },
]
