import { isJsonObject, type JsonValue, type ScimResource } from '../../protocol/index.ts'
import type { Deviation } from './deviation.ts'
import { withParameter } from './message-parts.ts'
import { isQuery, on } from './request-conditions.ts'
import { asking, bodies, chained, refusing } from './rewriters.ts'

/** Sorts copies of resources, and returns the original resources in that order. */
function orderedAs(
  resources: ScimResource[],
  copyOf: (resource: ScimResource) => ScimResource,
  order: (copies: ScimResource[]) => ScimResource[],
): ScimResource[] {
  const originals = new Map(resources.map((resource) => [copyOf(resource), resource]))
  return order([...originals.keys()]).map((copy) => originals.get(copy) ?? copy)
}

const withoutPrimary = (value: JsonValue | undefined): JsonValue[] =>
  (Array.isArray(value) ? value : []).map((one) => (isJsonObject(one) ? { ...one, primary: false } : one))

const numbersAsText = (value: JsonValue): JsonValue =>
  isJsonObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, part]) => [name, typeof part === 'number' ? String(part) : part]),
      )
    : value

/** Deviations in the order of results (RFC 7644 §3.4.2.3). */
export const sortingDeviations: readonly Deviation[] = [
  {
    name: 'sort-ignored',
    says: 'sortBy is ignored, although sorting is advertised',
    caughtBy: ['scim.sort.by-attribute', 'scim.sort.over-pages'],
    engine: () => ({ sortResources: (resources) => resources }),
  },
  {
    name: 'sort-unadvertised-and-crashing',
    says: 'sorting is not advertised, and sortBy returns 500',
    caughtBy: ['scim.sort.unsupported'],
    around: chained(
      bodies(on('GET', /^\/ServiceProviderConfig/), (body) => ({ ...body, sort: { supported: false } })),
      refusing((request) => isQuery(request) && request.query.has('sortBy'), 500, 'no comparator'),
    ),
  },
  {
    name: 'sort-descends-by-default',
    says: 'without sortOrder the order is descending',
    caughtBy: ['scim.sort.ascending-by-default'],
    around: asking(isQuery, (request) =>
      request.query.has('sortBy') && !request.query.has('sortOrder')
        ? { ...request, query: withParameter(request.query, 'sortOrder', 'descending') }
        : request,
    ),
  },
  {
    name: 'sort-order-ignored',
    says: 'sortOrder is ignored',
    caughtBy: ['scim.sort.descending', 'scim.search.sorted'],
    engine: ({ sortResources }) => ({
      sortResources: (resources, request, type) => sortResources(resources, { ...request, descending: false }, type),
    }),
  },
  {
    name: 'sort-by-first-element',
    says: 'sortBy uses the first value of a list, even if another one is primary',
    caughtBy: ['scim.sort.primary-value'],
    engine: ({ sortResources }) => ({
      sortResources: (resources, request, type) =>
        orderedAs(
          resources,
          (resource) => ({ ...resource, emails: withoutPrimary(resource['emails']) }),
          (copies) => sortResources(copies, request, type),
        ),
    }),
  },
  {
    name: 'sort-by-part-ignored',
    says: 'sortBy with a sub-attribute is ignored',
    caughtBy: ['scim.sort.sub-attribute', 'scim.sort.primary-value'],
    engine: ({ sortResources }) => ({
      sortResources: (resources, request, type) =>
        /^\w+\.\w+$/.test(request.sortBy) ? resources : sortResources(resources, request, type),
    }),
  },
  {
    name: 'sort-missing-first',
    says: 'resources without a value are first in ascending order',
    caughtBy: ['scim.sort.missing-values'],
    engine: ({ sortResources }) => ({
      sortResources: (resources, request, type) =>
        orderedAs(
          resources,
          (resource) => ({ ...resource, [request.sortBy]: resource[request.sortBy] ?? '' }),
          (copies) => sortResources(copies, request, type),
        ),
    }),
  },
  {
    name: 'sort-case-sensitive',
    says: 'capital letters are sorted before small letters',
    caughtBy: ['scim.sort.by-type'],
    engine: ({ sortResources }) => ({
      sortResources: (resources, request, type) =>
        request.sortBy === 'nickName'
          ? resources.toSorted((left, right) => (String(left['nickName']) < String(right['nickName']) ? -1 : 1))
          : sortResources(resources, request, type),
    }),
  },
  {
    name: 'numbers-sorted-as-strings',
    says: 'numbers are sorted as strings: 100 before 9',
    caughtBy: ['scim.sort.by-type'],
    engine: ({ sortResources }) => ({
      sortResources: (resources, request, type) =>
        orderedAs(
          resources,
          (resource) =>
            Object.fromEntries(Object.entries(resource).map(([name, one]) => [name, numbersAsText(one ?? null)])),
          (copies) => sortResources(copies, request, type),
        ),
    }),
  },
  {
    name: 'sort-within-pages',
    says: 'each page is sorted separately',
    caughtBy: ['scim.sort.over-pages'],
    around: async (request, serve) => {
      const count = request.query.get('count')
      if (!isQuery(request) || count === null || Number(count) > 2) return serve(request)
      return serve({ ...request, query: withParameter(request.query, 'sortBy', undefined) })
    },
  },
]
