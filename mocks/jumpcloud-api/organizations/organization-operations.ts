import { type Call, objectBody } from '../api/call.ts'
import { answerV1List, pageOf, pickFields, splitAtBlanks } from '../api/lists.ts'
import type { Operation } from '../api/operation.ts'
import { V1_LIST, V1_PICK } from '../api/parameters.ts'
import { satisfies } from '../filter/evaluate.ts'
import { searchFilter, searchTerms } from '../filter/search-filter.ts'
import { logEvent } from '../insights/log.ts'
import { changesBetween } from '../records/system-user.ts'
import type { Organization } from '../store/organizations.ts'
import { ApiError } from '../wire/api-error.ts'
import { isJsonObject, type JsonObject } from '../wire/json.ts'
import { ORGANIZATION_SCHEMAS } from './schemas.ts'

const LIST = { 200: { says: 'A page of organizations', schema: 'OrganizationList' } } as const
const ONE = { 200: { says: 'The organization', schema: 'Organization' } } as const

/** The operations of `/api/organizations` and its search. */
export const organizationOperations: readonly Operation[] = [
  {
    id: 'organizations_list',
    method: 'GET',
    path: '/api/organizations',
    summary: 'List the organizations of the administrator',
    needs: 'key',
    organizationHeader: 'refused',
    query: V1_LIST,
    answers: LIST,
    handle: (call) => answerV1List(call, visible(call).map(withoutSettings), ['displayName']),
  },
  {
    id: 'search_organizations_post',
    method: 'POST',
    path: '/api/search/organizations',
    summary: 'Search organizations',
    needs: 'key',
    organizationHeader: 'refused',
    body: 'Search',
    answers: LIST,
    handle: (call) => {
      const body = objectBody(call)
      const condition = searchFilter(body['filter'], call.switches.plainFilterOperators)
      // The sample in the specification has `search`, its description `searchFilter`.
      const search = searchTerms(body['searchFilter'] ?? body['search'])
      const found = visible(call).filter((one) => satisfies(one, condition) && satisfies(one, search))
      const { limit, skip } = pageOf(body['limit'], body['skip'], call.switches.searchLimit)
      const results = found.slice(skip, skip + limit).map(withoutSettings)
      return { status: 200, json: { totalCount: found.length, results } }
    },
  },
  {
    id: 'organizations_get',
    method: 'GET',
    path: '/api/organizations/{id}',
    summary: 'Read an organization with its settings',
    needs: ['organization', 'read'],
    organizationHeader: 'path',
    query: V1_PICK,
    answers: ONE,
    handle: (call) => ({
      status: 200,
      json: pickFields(toJson(existingOrganization(call)), splitAtBlanks(call.query.get('fields'))),
    }),
  },
  {
    id: 'organization_put',
    method: 'PUT',
    path: '/api/organizations/{id}',
    summary: "Update an organization's settings; properties that the body omits do not change",
    needs: ['organization', 'write'],
    organizationHeader: 'path',
    body: 'OrganizationPut',
    answers: ONE,
    handle: (call) => {
      const before = existingOrganization(call)
      const { settings } = objectBody(call)
      const after = { ...before, settings: mergeSettings(before.settings, knownSettings(settings)) }
      call.store.organizations.save(after)
      const changes = changesBetween(before.settings, after.settings)
      logEvent(call, { type: 'organization_update', resource: { type: 'organization', id: before._id }, changes })
      return { status: 200, json: toJson(after), before, after }
    },
  },
]

/** Returns the organizations that the caller administers. */
function visible({ store, caller }: Call): Organization[] {
  const all = store.organizations.all()
  return caller.isMultiTenant ? all : all.filter(({ _id }) => _id === caller.organization)
}

/** Returns an organization as lists contain it, without settings. */
function withoutSettings(organization: Organization): JsonObject {
  const { settings: _, ...rest } = toJson(organization)
  return rest
}

/**
 * Returns an organization in the form of recorded responses: `_id` and `id`, and a null for a logo that it does not
 * have.
 */
function toJson({ _id, logoUrl, ...rest }: Organization): JsonObject {
  return { _id, id: _id, ...rest, logoUrl: logoUrl === '' ? null : (logoUrl ?? null) }
}

function existingOrganization(call: Call): Organization {
  const organization = visible(call).find(({ _id }) => _id === call.params['id'])
  if (organization === undefined) throw new ApiError(404, 'Not Found')
  return organization
}

function knownSettings(settings: unknown): JsonObject {
  const { properties } = ORGANIZATION_SCHEMAS['OrganizationSettings'] as { readonly properties: object }
  const members = isJsonObject(settings) ? Object.entries(settings) : []
  return Object.fromEntries(members.filter(([name]) => Object.hasOwn(properties, name)))
}

function mergeSettings(before: JsonObject, change: JsonObject): JsonObject {
  const after = { ...before }
  for (const [name, value] of Object.entries(change)) {
    const old = before[name]
    after[name] = isJsonObject(value) && isJsonObject(old) ? { ...old, ...value } : (value ?? null)
  }
  return after
}
