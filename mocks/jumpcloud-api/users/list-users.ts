import { type Call, objectBody } from '../api/call.ts'
import { type ListRequest, pageOf, pickFields, splitAtBlanks, v1List } from '../api/lists.ts'
import type { Answer } from '../api/operation.ts'
import { type Condition, EVERYTHING } from '../filter/condition.ts'
import { sortKeys } from '../filter/evaluate.ts'
import { searchFilter, searchTerms } from '../filter/search-filter.ts'
import type { JsonObject } from '../wire/json.ts'

/** Handles GET /systemusers. */
export function listUsers(call: Call): Answer {
  const request = v1List(call, ['username', 'email'])
  return answer(call, request, (text) =>
    request.fields.length === 0 ? text : JSON.stringify(pickFields(JSON.parse(text), request.fields)),
  )
}

/** Handles POST /search/systemusers; its users have `memberof` and lack `delegatedAuthority`. */
export function searchUsers(call: Call): Answer {
  const body = objectBody(call)
  const { store, query, switches } = call
  const fields = typeof body['fields'] === 'string' ? splitAtBlanks(body['fields']) : listed(body['fields'])
  const request: ListRequest = {
    ...pageOf(
      body['limit'] ?? query.get('limit') ?? undefined,
      body['skip'] ?? query.get('skip') ?? undefined,
      switches.searchLimit,
    ),
    sort: sortKeys(splitAtBlanks(typeof body['sort'] === 'string' ? body['sort'] : query.get('sort'))),
    fields,
    condition: simplified([
      searchFilter(body['filter'], switches.plainFilterOperators),
      searchTerms(body['searchFilter']),
    ]),
  }
  return answer(call, request, (text) => {
    const { delegatedAuthority: _, ...user } = JSON.parse(text) as JsonObject
    const memberof = store.edges.sources(String(user['_id']), 'user_group')
    return JSON.stringify(pickFields({ ...user, memberof }, fields))
  })
}

/** Returns a response that is already JSON, so that users returned whole are not parsed. */
function answer(
  { store, caller }: Call,
  { condition, sort, skip, limit }: ListRequest,
  present: (text: string) => string,
): Answer {
  const { organization } = caller
  const totalCount = store.users.count(organization, condition)
  const page = totalCount <= skip ? [] : store.users.page({ organization, condition, sort, skip, limit })
  return { status: 200, text: `{"totalCount":${totalCount},"results":[${page.map(present).join()}]}` }
}

/** Removes empty conditions, which every record matches. */
function simplified(conditions: readonly Condition[]): Condition {
  const of = conditions.filter((condition) => condition.kind !== 'all' || condition.of.length > 0)
  return of.length === 0 ? EVERYTHING : { kind: 'all', of }
}

const listed = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((field) => typeof field === 'string') : []
