import { type JsonObject, LIST_RESPONSE_MESSAGE, type ListResponse, type ScimResource } from '../../protocol/index.ts'
import type { Predicate } from '../filter/compile.ts'
import { necessaryEquality } from '../filter/equalities.ts'
import type { Filter } from '../filter/filter.ts'
import { type ListRequest, readListQuery, readSearchRequest } from '../query/list-request.ts'
import { type Projection, resolveSelection } from '../resource/project.ts'
import { resolveAttribute } from '../schema/attribute-path.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import type { Exchange } from '../settings/exchange.ts'
import type { Settings } from '../settings/settings.ts'
import type { ScimResponse } from '../wire/message.ts'
import { badRequest, ScimError } from '../wire/scim-error.ts'
import { derive, wantedBy } from './representation.ts'

/** Handles a query over resource types, by GET or by POST to `.search` (RFC 7644 §3.4.2, §3.4.3, RFC 9865). */
export async function answerSearch(
  exchange: Exchange,
  types: readonly ResourceType[],
  byPost: boolean,
): Promise<ScimResponse> {
  const { request, settings } = exchange
  const { method } = request
  if (byPost ? method !== 'POST' : method !== 'GET' && method !== 'HEAD')
    throw new ScimError(405, `a query does not support ${method}`, {
      headers: { allow: byPost ? 'POST' : 'GET, POST' },
    })
  const list = paged(byPost ? readSearchRequest(request.body) : readListQuery(request.query), settings)
  const hits = await findHits(exchange, types, list)
  if (types.length > 1 && hits.length > settings.limits.rootResults)
    throw badRequest('tooMany', `the query has more than ${settings.limits.rootResults} results: use a narrower filter`)
  const sorted = list.sort === undefined || !settings.supports.sort ? hits : sortHits(hits, list, exchange, types)
  return { status: 200, headers: {}, body: await pageBody(sorted, list, exchange, types) }
}

/**
 * Converts the request to a supported way of paging: an unsupported parameter is ignored, and without one the only way
 * is by cursor.
 */
function paged(list: ListRequest, { supports }: Settings): ListRequest {
  const { cursor, ...byIndex } = list
  if (supports.pagination === 'index') return byIndex
  return supports.pagination === 'cursor' ? { ...byIndex, cursor: cursor ?? '' } : list
}

async function findHits(
  exchange: Exchange,
  types: readonly ResourceType[],
  list: ListRequest,
): Promise<ScimResource[]> {
  const { settings, store } = exchange
  const { engine, leniency, rules } = settings
  const filter = list.filter === undefined ? undefined : engine.parseFilter(list.filter, leniency)
  const equality = filter === undefined ? undefined : necessaryEquality(filter)
  const hits: ScimResource[] = []
  for (const type of types) {
    const context = {
      type,
      rules,
      bareExtensionNames: leniency.bareExtensionNames,
      unknownIsUnassigned: types.length > 1,
    }
    const matches = filter === undefined ? undefined : engine.compileFilter(filter, context)
    const resources = await store.find(type, equality)
    if (matches === undefined) for (const resource of resources) hits.push(resource)
    else if (filter !== undefined && readsDerived(filter)) await findByDerived(resources, type, exchange, matches, hits)
    else for (const resource of resources) if (matches(resource)) hits.push(resource)
  }
  return hits
}

/** Filters resources by values that are not stored, as they would be returned. */
async function findByDerived(
  resources: Iterable<ScimResource>,
  type: ResourceType,
  exchange: Exchange,
  matches: Predicate,
  hits: ScimResource[],
): Promise<void> {
  for (const resource of resources) {
    if (matches(await derive(resource, type, exchange, () => true))) hits.push(resource)
  }
}

const DERIVED = /(?:^|[:.])(?:groups|location|\$ref)\b|manager\.displayname|members$/i

function readsDerived(filter: Filter): boolean {
  if ('operands' in filter) return filter.operands.some(readsDerived)
  if ('operand' in filter) return readsDerived(filter.operand)
  return DERIVED.test(filter.path) || (filter.kind === 'valuePath' && readsDerived(filter.filter))
}

function sortHits(
  hits: ScimResource[],
  { sort }: ListRequest,
  exchange: Exchange,
  types: readonly ResourceType[],
): ScimResource[] {
  const { engine } = exchange.settings
  const [type] = types
  if (sort === undefined || type === undefined) return hits
  const known = types.find((one) => resolveAttribute(sort.sortBy, one, { bareExtensionNames: true }) !== undefined)
  if (known === undefined) throw badRequest('invalidPath', `unknown attribute in sortBy: ${sort.sortBy.slice(0, 80)}`)
  return engine.sortResources(hits, sort, known)
}

async function pageBody(
  hits: readonly ScimResource[],
  list: ListRequest,
  exchange: Exchange,
  types: readonly ResourceType[],
): Promise<ListResponse> {
  const { settings, subject, request } = exchange
  const { limits, cursors, clock, engine } = settings
  const count = Math.min(list.count ?? limits.page, limits.results)
  const scope = JSON.stringify([subject.key, request.path, list.filter ?? null, list.sort ?? null])
  const offset = list.cursor === undefined ? list.startIndex - 1 : cursorOffset(list.cursor, hits)
  const page = engine.pageOf(hits, { offset, count })
  const resources = await show(page, list, exchange, types)
  const body: ListResponse = {
    schemas: [LIST_RESPONSE_MESSAGE],
    totalResults: hits.length,
    ...(list.cursor === undefined ? { startIndex: list.startIndex } : {}),
    itemsPerPage: resources.length,
    ...(list.cursor === undefined ? {} : cursorMembers()),
    Resources: resources,
  }
  return body

  function cursorOffset(cursor: string, all: readonly ScimResource[]): number {
    if (cursor === '') return 0
    const state = cursors.decode(cursor, scope, clock())
    if (state.after === undefined || all[state.offset - 1]?.id === state.after) return state.offset
    const position = all.findIndex(({ id }) => id === state.after)
    return position < 0 ? Math.min(state.offset, all.length) : position + 1
  }

  function cursorMembers(): JsonObject {
    const encode = (position: number): string => {
      const before = hits[position - 1]?.id
      return cursors.encode({ offset: position, ...(before === undefined ? {} : { after: before }) }, scope, clock())
    }
    const end = offset + page.length
    return {
      ...(end < hits.length && count > 0 ? { nextCursor: encode(end) } : {}),
      ...(offset > 0 && count > 0 ? { previousCursor: encode(Math.max(0, offset - count)) } : {}),
    }
  }
}

async function show(
  page: readonly ScimResource[],
  list: ListRequest,
  exchange: Exchange,
  types: readonly ResourceType[],
): Promise<ScimResource[]> {
  const { engine } = exchange.settings
  const projections = new Map<ResourceType, { projection: Projection; isWanted: (attribute: string) => boolean }>()
  for (const type of types) {
    const projection = resolveSelection(list.selection, type)
    projections.set(type, { projection, isWanted: wantedBy(projection) })
  }
  const shown: ScimResource[] = []
  for (const resource of page) {
    const type = types.find(({ name }) => name === resource.meta?.resourceType) ?? types[0]
    const plan = type === undefined ? undefined : projections.get(type)
    if (type === undefined || plan === undefined) continue
    shown.push(engine.project(await derive(resource, type, exchange, plan.isWanted), plan.projection))
  }
  return shown
}
