import { ScimError } from '../wire/scim-error.ts'
import type { Deviation } from './deviation.ts'
import { filterOf, restated } from './message-parts.ts'
import { isQuery } from './request-conditions.ts'
import { rewriteFilter, rewritingFilters } from './rewrite-filters.ts'
import { answering, filters, succeeding } from './rewriters.ts'

const filterError = (says: string): ScimError => new ScimError(400, says, { scimType: 'invalidFilter' })

/** Deviations in filters (RFC 7644 §3.4.2.2). */
export const filterDeviations: readonly Deviation[] = [
  {
    name: 'no-hit-answers-404',
    says: 'a filter without a match returns 404',
    source: 'https://github.com/jelhub/scimgateway/issues/18',
    caughtBy: [
      'scim.filter.no-hit',
      'entra.probe',
      'entra.probe.plus-for-blanks',
      'entra.on-demand.user',
      'gallery.create-user-test',
      'gallery.pod-user-test',
      'entra.match.special-hash',
      'entra.match.special-percent',
      'entra.match.special-slash',
      'entra.match.special-equals',
      'entra.match.special-tilde',
      'entra.match.special-exclamation',
      'entra.match.special-diacritics',
      'entra.quirk.probe-plus',
      'entra.quirk.probe-raw-quotes',
      'entra.quirk.probe-not-found',
      'entra.roles.complex',
      'validator.filter-for-a-non-existing-user',
    ],
    around: succeeding(isQuery, (response) => {
      const isEmpty = JSON.stringify(response.body).includes('"totalResults":0,')
      return isEmpty ? { status: 404, headers: {}, body: { detail: 'no user found' } } : response
    }),
  },
  {
    name: 'filter-ignored',
    says: 'a filter is ignored, and all users are returned',
    caughtBy: ['scim.filter.no-hit', 'scim.filter.not-negates', 'entra.probe'],
    around: filters(() => undefined),
  },
  {
    name: 'user-name-filter-case-sensitive',
    says: 'userName eq compares letter case',
    source: 'https://github.com/zulip/zulip/issues/21758',
    alsoSeen: ['https://github.com/simpleidserver/SimpleIdServer/issues/489'],
    caughtBy: [
      'scim.filter.eq-ignores-case',
      'entra.match.ignores-case',
      'entra.group.match-ignores-case',
      'entra.quirk.filter-any-case',
      'validator.filter-for-an-existing-user-with-a-different-case',
      'validator.filter-for-an-existing-group-with-a-different-case',
    ],
    engine: () => ({ isCaseExact: () => true }),
  },
  {
    name: 'filter-operator-lower-case-only',
    says: 'the operator EQ is unknown, and eq is known',
    source: 'https://github.com/open-webui/open-webui/issues/18039',
    caughtBy: ['scim.filter.operator-ignores-case', 'entra.quirk.filter-operator-in-capitals'],
    around: async (request, serve) => {
      if (/ [A-Z]{2} "/.test(filterOf(request) ?? '')) throw filterError('unknown operator')
      return serve(request)
    },
  },
  {
    name: 'filter-name-case-sensitive',
    says: 'attribute names in filters must have the exact letter case',
    source: 'https://github.com/open-webui/open-webui/issues/18039',
    caughtBy: ['scim.filter.name-ignores-case'],
    engine: rewritingFilters((filter) => {
      if (!('path' in filter) || !/^[A-Z]+$|^username$/.test(filter.path)) return filter
      throw filterError(`unknown attribute ${filter.path}`)
    }),
  },
  {
    name: 'filter-urn-unknown',
    says: 'an attribute name with its schema URN is unknown in filters',
    source: 'https://github.com/rancher/rancher/pull/54896',
    caughtBy: ['scim.filter.urn-prefix', 'entra.quirk.filter-core-urn'],
    engine: rewritingFilters((filter) => {
      if (!('path' in filter) || !filter.path.toLowerCase().startsWith('urn:')) return filter
      throw filterError(`unknown attribute ${filter.path}`)
    }),
  },
  {
    name: 'sw-is-eq',
    says: 'sw matches only the whole value',
    caughtBy: ['scim.filter.sw-hit'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'comparison' && filter.operator === 'sw' ? { ...filter, operator: 'eq' } : filter,
    ),
  },
  {
    name: 'ew-is-sw',
    says: 'ew matches a prefix',
    caughtBy: ['scim.filter.ew-hit'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'comparison' && filter.operator === 'ew' ? { ...filter, operator: 'sw' } : filter,
    ),
  },
  {
    name: 'co-is-eq',
    says: 'co matches only the whole value',
    caughtBy: ['scim.filter.co-hit'],
    engine: rewritingFilters((filter) =>
      filter.kind === 'comparison' && filter.operator === 'co' ? { ...filter, operator: 'eq' } : filter,
    ),
  },
  {
    name: 'and-is-or',
    says: 'and matches if one side matches',
    caughtBy: ['scim.filter.and-both', 'scim.filter.grouping', 'entra.quirk.reference-check'],
    engine: rewritingFilters((filter) => (filter.kind === 'and' ? { ...filter, kind: 'or' } : filter)),
  },
  {
    name: 'or-is-and',
    says: 'or matches only if both sides match',
    caughtBy: ['scim.filter.or-one'],
    engine: rewritingFilters((filter) => (filter.kind === 'or' ? { ...filter, kind: 'and' } : filter)),
  },
  {
    name: 'parentheses-ignored',
    says: 'parentheses do not change the order of evaluation',
    caughtBy: ['scim.filter.grouping'],
    around: filters((filter) => filter.replace(/(and )\(([^()]*)\)/gi, '$1$2')),
  },
  {
    name: 'not-ignored',
    says: 'not does not negate a filter',
    caughtBy: ['scim.filter.not-negates'],
    engine: rewritingFilters((filter) => (filter.kind === 'not' ? filter.operand : filter)),
  },
  {
    name: 'pr-matches-nothing',
    says: 'pr matches nothing',
    caughtBy: ['scim.filter.present'],
    engine: ({ compileFilter }) => ({
      compileFilter: (filter, context) =>
        compileFilter(
          rewriteFilter(filter, (one) =>
            one.kind === 'present' ? { kind: 'comparison', path: one.path, operator: 'eq', value: null } : one,
          ),
          context,
        ),
    }),
  },
  {
    name: 'wrong-filter-ignored',
    says: 'a malformed filter is ignored, and all users are returned',
    caughtBy: ['scim.filter.unknown-operator'],
    around: async (request, serve) => {
      const response = await serve(request)
      if (!isQuery(request) || response.status !== 400) return response
      return filters(() => undefined)(request, serve)
    },
  },
  {
    name: 'wrong-filter-crashes',
    says: 'a malformed filter returns 500',
    caughtBy: ['scim.filter.unknown-operator', 'scim.exchange.no-server-error'],
    around: answering(isQuery, (response) => (response.status === 400 ? restated(response, 500) : response)),
  },
  {
    name: 'wrong-filter-without-scim-type',
    says: 'a malformed filter returns 400 with scimType invalidSyntax',
    caughtBy: ['scim.filter.unknown-operator'],
    around: answering(isQuery, (response) =>
      response.status === 400
        ? { ...response, body: { ...Object(response.body), scimType: 'invalidSyntax' } }
        : response,
    ),
  },
  {
    name: 'quoted-value-refused',
    says: 'a filter accepts its value only without quotes',
    source: 'https://github.com/wso2/product-is/issues/3373',
    caughtBy: ['scim.filter.eq-hit', 'entra.probe', 'entra.auth.wrong-token', 'entra.quirk.filter-quoted'],
    around: async (request, serve) => {
      if ((filterOf(request) ?? '').includes('"')) throw filterError('unsupported operator')
      return serve(request)
    },
  },
  {
    name: 'unmapped-filter-attribute-ignored',
    says: 'a filter by an attribute other than userName, externalId and id is ignored, and all users are returned',
    source: 'https://github.com/eneo-ai/eneo/pull/443',
    caughtBy: [
      'entra.match.by-work-email',
      'entra.match.by-display-name',
      'entra.group.probe',
      'entra.group.rename',
      'entra.match.by-any-email',
      'entra.quirk.group-filtered',
      'entra.quirk.filter-email',
      'entra.quirk.filter-work-email',
      'gallery.create-group-test',
      'gallery.pod-group-test',
      'validator.filter-for-a-group-excluding-members',
      'validator.filter-for-an-existing-group',
      'validator.filter-for-a-non-existing-group',
    ],
    around: filters((filter) => (/^\W*(?:urn:[^ ]*:)?(?:userName|externalId|id)\b/i.test(filter) ? filter : undefined)),
  },
  {
    name: 'apostrophe-ends-literal',
    says: 'an apostrophe ends the value of a filter',
    source: 'https://github.com/wso2/product-is/issues/6631',
    caughtBy: ['entra.match.special-apostrophe', 'entra.quirk.filter-apostrophe'],
    around: filters((filter) => filter.replace(/"([^"']*)'[^"]*"/g, '"$1"')),
  },
  {
    name: 'reserved-characters-refused-in-filter',
    says: 'a filter whose value has a percent-encoded + or & is rejected',
    source: 'https://github.com/fdipuma/scrima-dotnet/pull/5',
    caughtBy: [
      'entra.match.special-plus',
      'entra.match.special-ampersand',
      'scim.filter.percent-encoding',
      'entra.quirk.filter-reserved-characters',
    ],
    around: async (request, serve) => {
      if (/"[^"]*[+&][^"]*"/.test(filterOf(request) ?? '')) throw filterError('the filter has a reserved character')
      return serve(request)
    },
  },
  {
    name: 'apostrophe-opens-filter',
    says: 'an apostrophe in a value ends it, and the rest is a condition that is true for all users',
    caughtBy: ['scim.hostile.filter'],
    around: filters((filter) => (filter.includes("' OR '1'='1") ? 'id pr' : filter)),
  },
]
