import { isJsonObject } from '../../mocks/protocol/index.ts'
import { deviating, type ScimRequest, type ScimResponse } from '../../mocks/scim-server/index.ts'
import type { ConformantVariant } from './conformant-variant.ts'

const { bodies, filterOf, isQuery, on, refusing, resources, without } = deviating

const isRoot = (request: ScimRequest): boolean => on('GET', /^\/?$/)(request) || on('POST', /^\/\.search$/)(request)
const isList = (request: ScimRequest): boolean => isQuery(request) || isRoot(request)
const asked = ({ query, body }: ScimRequest, name: string): unknown =>
  query.get(name) ?? (isJsonObject(body) ? body[name] : undefined)
const filtered =
  (pattern: RegExp) =>
  (request: ScimRequest): boolean =>
    isList(request) && pattern.test(filterOf(request) ?? '')
const isPart = ({ status, body }: ScimResponse): boolean =>
  status === 200 &&
  isJsonObject(body) &&
  Array.isArray(body['Resources']) &&
  body['Resources'].length < Number(body['totalResults'])
const OTHER_THAN_EQUALS = /\s(?:ne|co|sw|ew|gt|ge|lt|le)\s|\spr\b|\[/i

/** The freedom of a server in queries. */
export const lists: readonly ConformantVariant[] = [
  {
    says: 'omits Resources if nothing was found',
    basis: 'RFC 7644 §3.4.2',
    around: bodies(isList, (body) => (body['totalResults'] === 0 ? without(body, 'Resources') : body)),
  },
  {
    says: 'returns startIndex and itemsPerPage only with parts of a list',
    basis: 'RFC 7644 §3.4.2: REQUIRED when partial results are returned',
    around: bodies(isList, (body) =>
      Array.isArray(body['Resources']) && body['Resources'].length === body['totalResults']
        ? without(body, 'startIndex', 'itemsPerPage')
        : body,
    ),
  },
  {
    says: 'lists in any order if none was requested',
    basis: 'RFC 7644 §3.4.2.3',
    around: bodies(isList, (body, request) =>
      Array.isArray(body['Resources']) && asked(request, 'sortBy') === undefined
        ? { ...body, Resources: body['Resources'].toReversed() }
        : body,
    ),
  },
  {
    says: 'returns no schemas if attributes were selected',
    basis: 'RFC 7644 §3.9: examples differ',
    around: resources(isQuery, (resource, request) =>
      asked(request, 'attributes') === undefined ? resource : without(resource, 'schemas'),
    ),
  },
  {
    says: 'rejects attributes together with excludedAttributes',
    basis: 'RFC 7644 §3.9: mutually exclusive',
    around: refusing(
      (request) => asked(request, 'attributes') !== undefined && asked(request, 'excludedAttributes') !== undefined,
      400,
      'attributes and excludedAttributes exclude one another',
      { scimType: 'invalidSyntax' },
    ),
  },
  {
    says: 'returns two resources per page unless more are requested',
    basis: 'RFC 7644 §3.4.2.4: may return fewer',
    options: { pageSize: 2 },
  },
  {
    says: 'returns at most two resources per page',
    basis: 'RFC 7644 §3.4.2.4: may return fewer',
    options: { pageSize: 2, maxResults: 2 },
  },
  {
    says: 'returns a cursor with parts of a list, without a request for one',
    basis: 'RFC 9865 §2.4',
    around: async (request, serve) => {
      const answer = await serve(request)
      if (request.method !== 'GET' || !isList(request) || !isPart(answer) || request.query.has('cursor')) return answer
      if (request.query.has('startIndex')) return answer
      const paged = await serve({ ...request, query: deviating.withParameter(request.query, 'cursor', '') })
      const { nextCursor } = isJsonObject(paged.body) ? paged.body : {}
      return nextCursor === undefined || !isJsonObject(answer.body)
        ? answer
        : deviating.withBody(answer, { ...answer.body, nextCursor })
    },
  },
  {
    says: 'does not sort, and rejects sortBy',
    basis: 'RFC 7644 §3.4.2.3: OPTIONAL',
    options: { sort: false },
    around: refusing(
      (request) => isList(request) && asked(request, 'sortBy') !== undefined,
      400,
      'this server does not sort',
    ),
  },
  {
    says: 'does not sort, and ignores sortBy',
    basis: 'RFC 7644 §3.4.2.3: OPTIONAL',
    options: { sort: false },
  },
  {
    says: 'supports only eq in filters',
    basis: 'RFC 7644 §3.12, Table 9: invalidFilter',
    around: refusing(filtered(OTHER_THAN_EQUALS), 400, 'this server compares for equality alone', {
      scimType: 'invalidFilter',
    }),
    advised: ['scim.filter.*'],
  },
  {
    says: 'supports no filter in brackets, and none on a complex attribute',
    basis: 'RFC 7644 §3.4.2.2',
    around: refusing(filtered(/\[|\b(?:emails|name|addresses)\s/i), 400, 'no filters of complex values here', {
      scimType: 'invalidFilter',
    }),
  },
  {
    says: 'accepts no personal data in the query of a URL',
    basis: 'RFC 7644 §7.5.2',
    around: refusing(
      (request) => request.method === 'GET' && isList(request) && filterOf(request) !== undefined,
      403,
      'personal data belongs into the body of .search',
    ),
  },
  {
    says: 'has no .search, no query of its root and no /Me',
    basis: 'RFC 7644 §3.4.2.1, §3.4.3, §3.11',
    around: refusing(
      (request) => isRoot(request) || on('POST', /\/\.search$/)(request) || /^\/Me(?:\/|$)/.test(request.path),
      501,
      'this endpoint does not exist',
    ),
    advised: ['scim.search.is-query'],
  },
]
