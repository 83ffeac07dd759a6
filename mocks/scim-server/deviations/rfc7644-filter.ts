import { isJsonObject, type JsonObject, userSchema } from '../../protocol/index.ts'
import type { Comparison } from '../filter/filter.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { filterOf, without, withParameter } from './message-parts.ts'
import { both, isGroup, isQuery, on, type When } from './request-conditions.ts'
import { rewritingFilters } from './rewrite-filters.ts'
import { bodies, chained, failing, filters, refusing } from './rewriters.ts'

type Engine = NonNullable<Deviation['engine']>

const swapping = (from: Comparison, to: Comparison): Engine =>
  rewritingFilters((filter) =>
    filter.kind === 'comparison' && filter.operator === from ? { ...filter, operator: to } : filter,
  )

/** A comparison of an attribute of an extension with a string. */
const EXTENSION = /(urn:ietf:params:scim:schemas:extension:\S+) eq "([^"]*)"/i

/** A query of the base URL, by GET or POST. */
const isRoot: When = ({ method, path }) =>
  (method === 'GET' && path === '/') || (method === 'POST' && /^\/\.search$/.test(path))

const emptyList = (status: number, body: unknown): JsonObject | undefined =>
  status === 400 && isJsonObject(body) && body['scimType'] === 'invalidFilter'
    ? { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, Resources: [] }
    : undefined

/** Names that a filter over Users may begin with, in lower case; a URN begins with `urn`. */
const DECLARED: ReadonlySet<string> = new Set(
  [...userSchema.attributes.map(({ name }) => name), 'schemas', 'id', 'externalId', 'meta', 'urn'].map((name) =>
    name.toLowerCase(),
  ),
)

/** Deviations in single operators and attributes of filters (RFC 7644 §3.4.2.2), and of queries over all types (§3.4.2.1). */
export const rfc7644FilterDeviations: readonly Deviation[] = [
  { name: 'ne-is-eq', says: 'ne matches equal values', caughtBy: ['scim.filter.ne'], engine: swapping('ne', 'eq') },
  {
    name: 'gt-is-ge',
    says: 'gt also matches equal values',
    caughtBy: ['scim.filter.gt'],
    engine: swapping('gt', 'ge'),
  },
  {
    name: 'ge-is-gt',
    says: 'ge does not match equal values',
    caughtBy: ['scim.filter.ge'],
    engine: swapping('ge', 'gt'),
  },
  {
    name: 'lt-is-le',
    says: 'lt also matches equal values',
    caughtBy: ['scim.filter.lt'],
    engine: swapping('lt', 'le'),
  },
  {
    name: 'le-is-lt',
    says: 'le does not match equal values',
    caughtBy: ['scim.filter.le'],
    engine: swapping('le', 'lt'),
  },
  {
    name: 'times-without-zone',
    says: 'times are compared as strings, without their time zone',
    caughtBy: ['scim.filter.instants-by-zone'],
    engine: () => ({ instantOf: (text) => Date.parse(`${text.slice(0, 19)}Z`) }),
  },
  {
    name: 'booleans-are-ordered',
    says: 'gt, ge, lt and le of a boolean or of binary data work like eq',
    caughtBy: ['scim.filter.boolean-ordering', 'scim.filter.binary-ordering'],
    around: filters((filter) => filter.replace(/ (?:gt|ge|lt|le) (true|"AA==")/, ' eq $1')),
  },
  {
    name: 'wrong-filter-finds-no-user',
    says: 'a malformed filter returns 200 and no user',
    caughtBy: [
      'scim.filter.incomplete',
      'scim.filter.value-first',
      'scim.filter.malformed',
      'scim.filter.malformed-brackets',
      'scim.filter.brackets-content',
    ],
    around: async (request, serve) => {
      const response = await serve(request)
      const body = isQuery(request) ? emptyList(response.status, response.body) : undefined
      return body === undefined ? response : { ...response, status: 200, body }
    },
  },
  {
    name: 'invalid-filter-without-detail',
    says: 'an invalid filter is rejected without a reason',
    caughtBy: ['scim.exchange.invalid-filter-detail'],
    around: failing(400, (response) =>
      isJsonObject(response.body) ? { ...response, body: without(response.body, 'detail') } : response,
    ),
  },
  {
    name: 'brackets-crash',
    says: 'a filter with brackets returns 500',
    caughtBy: ['scim.filter.brackets', 'scim.exchange.no-server-error'],
    around: refusing(
      (request) => isQuery(request) && (filterOf(request) ?? '').includes('['),
      500,
      'brackets are not supported',
    ),
  },
  {
    name: 'brackets-across-elements',
    says: 'different elements can meet the conditions in brackets',
    caughtBy: ['scim.filter.brackets-one-element'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'valuePath' && filter.filter.kind === 'and'
        ? { kind: 'and', operands: filter.filter.operands.map((one) => ({ ...filter, filter: one })) }
        : filter,
    ),
  },
  {
    name: 'filter-reads-first-element',
    says: 'a filter reads only the first element of a list',
    caughtBy: ['scim.filter.any-element'],
    engine: ({ compileFilter }) => ({
      compileFilter: (filter, context) => {
        const matches = compileFilter(filter, context)
        return (candidate) =>
          matches({
            ...candidate,
            ...(Array.isArray(candidate['emails']) ? { emails: candidate['emails'].slice(0, 1) } : {}),
          })
      },
    }),
  },
  {
    name: 'filter-sub-attribute-finds-no-user',
    says: 'a filter by the path of a sub-attribute matches nothing',
    caughtBy: ['scim.filter.sub-attribute', 'scim.filter.meta', 'scim.filter.any-element'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'comparison' && /^\w+\.\w+$/.test(filter.path)
        ? {
            kind: 'and',
            operands: [
              { kind: 'present', path: 'id' },
              { kind: 'not', operand: { kind: 'present', path: 'id' } },
            ],
          }
        : filter,
    ),
  },
  {
    name: 'filter-active-inverted',
    says: 'active eq true finds inactive users',
    caughtBy: ['scim.filter.default-value', 'scim.filter.json-literals'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'comparison' && filter.path === 'active' && typeof filter.value === 'boolean'
        ? { ...filter, value: !filter.value }
        : filter,
    ),
  },
  {
    name: 'filter-decoded-twice',
    says: 'a plus sign in a filter becomes a space',
    caughtBy: ['scim.filter.percent-encoding'],
    around: filters((filter) => filter.replaceAll('+', ' ')),
  },
  {
    name: 'filter-over-schemas-ignored',
    says: 'a condition on schemas is true for all users',
    caughtBy: ['scim.filter.schemas'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'comparison' && filter.path === 'schemas' ? { kind: 'present', path: 'id' } : filter,
    ),
  },
  {
    name: 'group-filter-ignored',
    says: 'a filter on Groups is ignored',
    caughtBy: ['scim.filter.groups', 'entra.quirk.reference-check-members'],
    around: filters(() => undefined, both(isQuery, isGroup)),
  },
  {
    name: 'undeclared-condition-dropped',
    says: 'a condition on an unknown attribute is ignored in an `and`',
    caughtBy: ['scim.filter.undeclared-attribute'],
    around: filters((filter) =>
      filter.replaceAll(
        / and (\w+)[\w.:]* (?:eq|ne|co|sw|ew|gt|ge|lt|le) (?:"[^"]*"|\S+)/gi,
        (condition, name: string) => (DECLARED.has(name.toLowerCase()) ? condition : ''),
      ),
    ),
  },
  {
    name: 'undeclared-attribute-matches-all',
    says: 'a filter by an unknown attribute matches all users',
    caughtBy: ['scim.filter.undeclared-attribute'],
    engine: ({ compileFilter }) => ({
      compileFilter: (filter, context) => {
        try {
          return compileFilter(filter, context)
        } catch (error) {
          if (error instanceof ScimError) return () => true
          throw error
        }
      },
    }),
  },
  {
    name: 'filter-unadvertised-and-ignored',
    says: 'filtering is not advertised, and a filter returns all users',
    caughtBy: ['scim.filter.unsupported'],
    around: chained(
      bodies(on('GET', /^\/ServiceProviderConfig/), (body) => ({
        ...body,
        filter: { supported: false, maxResults: 0 },
      })),
      filters(() => undefined),
    ),
  },
  {
    name: 'not-with-blank-refused',
    says: 'not is accepted only without a space before its parenthesis',
    caughtBy: ['scim.filter.not-before-blank'],
    around: refusing((request) => /\bnot \(/.test(filterOf(request) ?? ''), 400, 'unexpected blank', {
      scimType: 'invalidFilter',
    }),
  },
  {
    name: 'root-query-returns-only-users',
    says: 'a query of the base URL returns only Users',
    caughtBy: ['scim.root-query.all-types', 'scim.root-query.filter', 'scim.root-query.search'],
    around: bodies(isRoot, (body) => {
      const { Resources } = body
      const users = (Array.isArray(Resources) ? Resources : []).filter(
        (one) => isJsonObject(one) && isJsonObject(one['meta']) && one['meta']['resourceType'] === 'User',
      )
      return { ...body, Resources: users, totalResults: users.length, itemsPerPage: users.length }
    }),
  },
  {
    name: 'root-query-ignores-resource-type',
    says: 'a condition on meta.resourceType is true for all resources',
    caughtBy: ['scim.root-query.resource-type'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'comparison' && filter.path === 'meta.resourceType' ? { kind: 'present', path: 'id' } : filter,
    ),
  },
  {
    name: 'foreign-attribute-matches',
    says: 'a condition on an attribute that a resource type does not have is true for all resources of that type',
    caughtBy: ['scim.root-query.foreign-attribute'],
    around: (request, serve) => {
      const filter = request.query.get('filter')
      if (!isRoot(request) || filter === null) return serve(request)
      const wider = `(${filter}) or meta.resourceType eq "Group"`
      return serve({ ...request, query: withParameter(request.query, 'filter', wider) })
    },
  },
  {
    name: 'extension-filter-refused',
    says: 'a filter by an extension attribute is rejected',
    caughtBy: ['scim.filter.extension-attribute', 'entra.match.by-employee-number'],
    around: refusing(
      (request) => isQuery(request) && EXTENSION.test(filterOf(request) ?? ''),
      400,
      'unknown attribute',
      {
        scimType: 'invalidFilter',
      },
    ),
  },
  {
    name: 'extension-filter-crashes',
    says: 'a filter by an extension attribute returns 500',
    caughtBy: ['scim.filter.extension-attribute', 'entra.match.by-employee-number'],
    around: refusing(
      (request) => isQuery(request) && EXTENSION.test(filterOf(request) ?? ''),
      500,
      'column urn does not exist',
    ),
  },
  {
    name: 'extension-filter-finds-no-user',
    says: 'a filter by an extension attribute finds no user',
    caughtBy: ['scim.filter.extension-attribute', 'entra.match.by-employee-number'],
    around: filters((filter) => filter.replace(EXTENSION, 'userName eq "scim-rehearsal-nobody"')),
  },
  {
    name: 'extension-filter-ignored',
    says: 'a filter by an extension attribute is ignored, and all users are returned',
    caughtBy: ['scim.filter.extension-attribute', 'entra.match.by-employee-number'],
    around: filters((filter) => (EXTENSION.test(filter) ? undefined : filter)),
  },
  {
    name: 'extension-filter-reads-prefix',
    says: 'a filter by an extension attribute finds values that begin with the given one',
    caughtBy: ['scim.filter.extension-attribute', 'entra.match.by-employee-number'],
    around: filters((filter) =>
      filter.replace(EXTENSION, (_, path, value: string) => `${path} sw "${value.slice(0, 3)}"`),
    ),
  },
  {
    name: 'extension-filter-reads-other-attribute',
    says: 'a filter by employeeNumber compares costCenter',
    caughtBy: ['scim.filter.extension-attribute', 'entra.match.by-employee-number'],
    around: filters((filter) => filter.replace(/:employeeNumber eq/gi, ':costCenter eq')),
  },
  {
    name: 'extension-filter-of-manager-crashes',
    says: 'a filter by manager.value returns 500',
    caughtBy: ['scim.filter.extension-sub-attribute'],
    around: refusing(
      (request) => isQuery(request) && /:manager\.value/i.test(filterOf(request) ?? ''),
      500,
      'no such column: manager',
    ),
  },
  {
    name: 'extension-filter-of-manager-finds-all',
    says: 'a filter by manager.value matches all users who match the rest of the filter',
    caughtBy: ['scim.filter.extension-sub-attribute'],
    around: filters((filter) => filter.replace(/urn:\S*:manager\.value eq "[^"]*"/i, 'userName pr')),
  },
]
