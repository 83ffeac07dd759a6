import type { JsonObject } from '../../../protocol/index.ts'
import type { LoggedChange, ObjectKind } from '../../index.ts'
import { contextOf, linkWith } from '../api/answers.ts'
import type { GraphAnswer, GraphCall, Route } from '../api/route.ts'
import { graphGroup } from '../directory/graph-group.ts'
import { graphUser, usualUser } from '../directory/graph-user.ts'
import { compileFilter } from '../odata/evaluate-filter.ts'
import { parseFilter } from '../odata/filter-tree.ts'
import { readToken, writeToken } from '../odata/page.ts'
import { type ODataOption, PAGE } from '../odata/query.ts'
import { GraphError } from '../wire/graph-error.ts'

const OPTIONS: readonly ODataOption[] = ['$select', '$filter', '$top', '$skiptoken', '$deltatoken']

/** Changes of users and groups since a token. */
export const deltaRoutes: readonly Route[] = [
  {
    id: 'user_delta',
    method: 'GET',
    path: '/users/delta',
    summary: 'List users, then their changes',
    permissions: ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All'],
    options: OPTIONS,
    answers: { 200: { schema: 'deltaUser', isCollection: true } },
    handle: (call) => delta(call, 'user'),
  },
  {
    id: 'group_delta',
    method: 'GET',
    path: '/groups/delta',
    summary: 'List groups with their members, then their changes',
    permissions: ['Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All'],
    options: OPTIONS,
    answers: { 200: { schema: 'deltaGroup', isCollection: true } },
    handle: (call) => delta(call, 'group'),
  },
]

/** The position in a round of pages: `since` is undefined in the first round; `until` is the start of the next one. */
interface Round {
  readonly since: number | undefined
  readonly until: number
  readonly offset: number
}

function delta(call: GraphCall, kind: ObjectKind): GraphAnswer {
  const { tenant } = call.graph.directory
  const { query } = call
  const { since, until, offset } = roundOf(call)
  const ids =
    since === undefined
      ? everyId(call, kind)
      : [
          ...new Set(
            tenant
              .logSince(since)
              .filter((one) => isSeen(one, kind))
              .map(({ objectId }) => objectId),
          ),
        ]
  const matches = query.filter === undefined ? () => true : compileFilter(parseFilter(query.filter), ['id'])
  const wanted = ids.filter((id) => matches({ id }))
  const end = offset + (query.top ?? PAGE.usual)
  const changes = since === undefined ? [] : tenant.logSince(since)
  const value = wanted.slice(offset, end).map((id) => shape(call, kind, id, since === undefined ? undefined : changes))
  const link =
    end < wanted.length
      ? { '@odata.nextLink': linkWith(call, { $skiptoken: writeToken({ since: since ?? null, until, offset: end }) }) }
      : { '@odata.deltaLink': linkWith(call, { $deltatoken: writeToken({ since: until }) }) }
  return { status: 200, json: { '@odata.context': contextOf(call, `${kind}s`), ...link, value } }
}

/** Reads the token of a round. Throws GraphError if this server did not issue it. */
function roundOf({ query, graph }: GraphCall): Round {
  const { watermark } = graph.directory.tenant
  const text = query.skipToken ?? query.deltaToken
  if (text === undefined) return { since: undefined, until: watermark, offset: 0 }
  if (query.skipToken === undefined && text.toLowerCase() === 'latest')
    return { since: watermark, until: watermark, offset: 0 }
  const { since = null, until = watermark, offset = 0 } = readToken(text)
  const isPosition = (value: unknown): value is number =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0
  if (
    (since !== null && !isPosition(since)) ||
    !isPosition(until) ||
    !isPosition(offset) ||
    (isPosition(since) && since > watermark)
  )
    throw new GraphError(
      410,
      'syncStateNotFound',
      'The sync state generation is not found; begin again without a token.',
    )
  return { since: since === null ? undefined : since, until, offset }
}

/**
 * Returns whether a change is visible; a change that concerns only one application, such as an assignment, is not a
 * change of the object.
 */
const isSeen = ({ kind, audience }: LoggedChange, wanted: ObjectKind): boolean =>
  kind === wanted && audience === undefined

function everyId(call: GraphCall, kind: ObjectKind): string[] {
  const { directory } = call.graph
  return kind === 'group' ? [...directory.tenant.groupIds()] : [...directory.users()].map(({ objectId }) => objectId)
}

function shape(
  call: GraphCall,
  kind: ObjectKind,
  id: string,
  changes: readonly LoggedChange[] | undefined,
): JsonObject {
  const { tenant } = call.graph.directory
  if (kind === 'user') {
    const user = tenant.user(id)
    if (user === undefined) return removed(id, 'deleted')
    if (user.deletedAt !== null) return removed(id, 'changed')
    return narrowed(
      call,
      call.query.select === undefined && call.version === 'v1.0' ? usualUser(graphUser(user)) : graphUser(user),
    )
  }
  const group = tenant.group(id)
  if (group === undefined) return removed(id, 'deleted')
  const members =
    changes === undefined ? [...group.memberIds].map((member) => [member, true] as const) : memberChanges(id, changes)
  return {
    ...narrowed(call, graphGroup(group)),
    ...(members.length === 0
      ? {}
      : { 'members@delta': members.map(([member, isMember]) => memberOf(member, isMember)) }),
  }
}

const removed = (id: string, reason: 'changed' | 'deleted'): JsonObject => ({ id, '@removed': { reason } })

/** Returns the final state of each member that was added or removed. */
function memberChanges(groupId: string, changes: readonly LoggedChange[]): (readonly [string, boolean])[] {
  const members = new Map<string, boolean>()
  for (const { kind, objectId, added = [], removed: left = [] } of changes) {
    if (kind !== 'group' || objectId !== groupId) continue
    for (const member of added) members.set(member, true)
    for (const member of left) members.set(member, false)
  }
  return [...members]
}

const memberOf = (id: string, isMember: boolean): JsonObject => ({
  '@odata.type': '#microsoft.graph.user',
  id,
  ...(isMember ? {} : { '@removed': { reason: 'deleted' } }),
})

function narrowed({ query }: GraphCall, object: JsonObject): JsonObject {
  const { select } = query
  if (select === undefined) return object
  const names = new Set(['id', ...select.map((name) => name.toLowerCase())])
  return Object.fromEntries(Object.entries(object).filter(([name]) => names.has(name.toLowerCase()))) as JsonObject
}
