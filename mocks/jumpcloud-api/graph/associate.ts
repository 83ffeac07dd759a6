import { type Call, objectBody } from '../api/call.ts'
import { pageOf, totals } from '../api/lists.ts'
import type { Answer } from '../api/operation.ts'
import { logEvent } from '../insights/log.ts'
import type { GraphNode } from '../store/edges.ts'
import { ApiError } from '../wire/api-error.ts'
import type { JsonObject } from '../wire/json.ts'
import { OBJECT_ID } from '../wire/object-id.ts'

/**
 * Executes the body of a graph operation: `{ op, type, id }` from one record to another. Throws ApiError 404 and 409.
 */
export function associate(call: Call, from: GraphNode, turn: 'forth' | 'back' = 'forth'): Answer {
  const body = objectBody(call)
  const other = { type: body['type'] as GraphNode['type'], id: String(body['id']) }
  assertExists(call, other)
  const [start, end] = turn === 'forth' ? [from, other] : [other, from]
  const { edges } = call.store
  switch (body['op']) {
    case 'add':
      if (!edges.connect(start, end)) {
        // The response was observed to differ over time (docs/fidelity.md).
        if (call.switches.memberAgainStatus === 409) throw new ApiError(409, 'Already Exists')
        return { status: 204 }
      }
      break
    case 'remove':
      if (!edges.disconnect(start, end)) return { status: 204 }
      break
    default:
      if (!edges.isConnected(start, end)) throw new ApiError(404, 'Not Found')
      return { status: 204 }
  }
  const association = { op: String(body['op']), ...named(call, end) }
  logEvent(call, { type: 'association_change', resource: named(call, start), association })
  return { status: 204 }
}

/** Returns a page of connections to known ids: `[{ to: { type, id } }]`. */
export function answerConnections(call: Call, type: GraphNode['type'], ids: readonly string[]): Answer {
  return answerIds(call, ids, (id) => ({ to: { type, id } }))
}

/** Returns a page of records with the paths that lead to them. */
export function answerPaths(
  call: Call,
  type: GraphNode['type'],
  ways: ReadonlyMap<string, readonly (readonly GraphNode[])[]>,
): Answer {
  return answerIds(call, [...ways.keys()].sort(), (id) => ({
    type,
    id,
    paths: (ways.get(id) ?? []).map((way) => way.map((node) => ({ to: { ...node } }))),
  }))
}

/** Throws ApiError 404 if a record does not exist. */
function assertExists({ store, caller }: Call, { type, id }: GraphNode): void {
  const { organization } = caller
  const isThere =
    OBJECT_ID.test(id) &&
    (type === 'user'
      ? store.users.find(organization, id)
      : type === 'user_group'
        ? store.groups.find(organization, id)
        : store.radiusServers.find(organization, id)) !== undefined
  if (!isThere) throw new ApiError(404, 'Not Found')
}

function answerIds(call: Call, ids: readonly string[], present: (id: string) => JsonObject): Answer {
  const { query, switches } = call
  const { limit, skip } = pageOf(query.get('limit') ?? undefined, query.get('skip') ?? undefined, switches.listLimit)
  return {
    status: 200,
    json: ids.slice(skip, skip + limit).map(present),
    headers: totals(call, ids.length, ids.length),
  }
}

/** Returns a record in the form in which events name it. */
function named({ store, caller }: Call, { type, id }: GraphNode): JsonObject {
  const { organization } = caller
  if (type === 'user') return { type: 'systemuser', id, username: store.users.find(organization, id)?.username ?? '' }
  const record =
    type === 'user_group' ? store.groups.find(organization, id) : store.radiusServers.find(organization, id)
  return { type, id, name: record?.name ?? '' }
}
