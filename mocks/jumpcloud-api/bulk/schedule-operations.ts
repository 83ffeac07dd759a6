import { type Call, objectBody } from '../api/call.ts'
import { pageOf, totals, v2List } from '../api/lists.ts'
import type { Answer, Operation } from '../api/operation.ts'
import { TOTAL_COUNT, V2_LIST, V2_PAGE } from '../api/parameters.ts'
import { satisfies } from '../filter/evaluate.ts'
import { logEvent, userResource } from '../insights/log.ts'
import type { ScheduledState } from '../store/jumpcloud-store.ts'
import { existingUser } from '../users/change-user.ts'
import { ApiError } from '../wire/api-error.ts'
import type { JsonObject } from '../wire/json.ts'
import { type StoredSchedule, scheduleId } from './schedule.ts'

const MAX_USERS = 100
const PATH = '/api/v2/bulk/userstates'

/** The operations of `/api/v2/bulk/userstates`: scheduled changes of state. */
export const scheduleOperations: readonly Operation[] = [
  {
    id: 'bulk_userStatesList',
    method: 'GET',
    path: PATH,
    summary: 'List scheduled changes of state',
    needs: ['users', 'read'],
    query: [...V2_LIST, { name: 'userid', says: 'Only changes of this user.', schema: { type: 'string' } }],
    answers: {
      200: { says: 'A page of changes', schema: 'ScheduledUserState', isList: true, headers: TOTAL_COUNT },
    },
    handle: listChanges,
  },
  {
    id: 'bulk_userStatesCreate',
    method: 'POST',
    path: PATH,
    summary: 'Schedule a change of state for several users',
    needs: ['users', 'write'],
    body: 'BulkScheduledStateChange',
    answers: { 201: { says: 'The changes', schema: 'ScheduledUserState', isList: true } },
    handle: scheduleChanges,
  },
  {
    id: 'bulk_userStatesGet',
    method: 'GET',
    path: '/api/v2/bulk/userstates/{id}',
    summary: 'Read a scheduled change of state; for a job with several users, the first change',
    needs: ['users', 'read'],
    answers: { 200: { says: 'The change', schema: 'ScheduledUserState' } },
    handle: (call) => {
      const [change] = changesOf(call).filter(({ scheduledJobId }) => scheduledJobId === call.params['id'])
      if (change === undefined || call.switches.scheduledStateById === 'absent') throw new ApiError(404, 'Not Found')
      return { status: 200, json: shown(change) }
    },
  },
  {
    id: 'bulk_userStatesDelete',
    method: 'DELETE',
    path: '/api/v2/bulk/userstates/{id}',
    summary: 'Withdraw a scheduled change of state',
    needs: ['users', 'write'],
    answers: { 204: { says: 'Done' } },
    handle: (call) => {
      const mine = changesOf(call).filter(({ scheduledJobId }) => scheduledJobId === call.params['id'])
      if (mine.length === 0) throw new ApiError(404, 'Not Found')
      for (const change of mine) {
        call.store.scheduledStates.remove(call.caller.organization, scheduleId(change))
        logChange(call, change, 'delete')
      }
      call.schedule.refresh()
      return { status: 204 }
    },
  },
  {
    id: 'bulk_userStatesGetNextScheduled',
    method: 'GET',
    path: '/api/v2/bulk/userstates/eventlist/next',
    summary: 'Read the next change of each kind for some users',
    needs: ['users', 'read'],
    query: [
      {
        name: 'users',
        says: 'Ids of users.',
        schema: { type: 'array', maxItems: MAX_USERS, items: { type: 'string' } },
        isRequired: true,
      },
      ...V2_PAGE,
    ],
    answers: { 200: { says: 'The changes', schema: 'NextScheduledUserStates' } },
    handle: nextChanges,
  },
]

const shown = ({ scheduledJobId, systemUserId, state, scheduledDate }: ScheduledState): JsonObject => ({
  scheduledJobId,
  systemUserId,
  state,
  scheduledDate,
})
/** Returns the changes in the order in which they will be applied. */
const changesOf = ({ store, caller }: Call): ScheduledState[] =>
  store.scheduledStates
    .all(caller.organization)
    .sort((a, b) => (a.scheduledDate < b.scheduledDate ? -1 : a.scheduledDate > b.scheduledDate ? 1 : 0))

function listChanges(call: Call): Answer {
  const { condition, skip, limit } = v2List(call)
  const userId = call.query.get('userid')
  const all = changesOf(call)
    .filter(({ systemUserId }) => userId === null || userId === '' || systemUserId === userId)
    .map(shown)
  const found = all.filter((change) => satisfies(change, condition))
  return { status: 200, json: found.slice(skip, skip + limit), headers: totals(call, found.length, all.length) }
}

function scheduleChanges(call: Call): Answer {
  const body = objectBody(call)
  const written = String(body['start_date'])
  // The specification's samples have no offset: they are UTC.
  const date = new Date(/(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(written) ? written : `${written}Z`)
  if (Number.isNaN(date.getTime())) throw new ApiError(400, 'start_date must be a date-time')
  const ids = [...new Set(Array.isArray(body['user_ids']) ? body['user_ids'].map(String) : [])]
  const override = body['activation_email_override']
  if (typeof override === 'string' && ids.length > 1)
    throw new ApiError(400, 'activation_email_override can only be used with a single user')
  const state = body['state'] === 'SUSPENDED' ? 'SUSPENDED' : 'ACTIVATED'
  const scheduledJobId = call.newId()
  const { caller, request, store } = call
  const changes = ids.map((id): StoredSchedule => {
    const { _id } = existingUser(call, id)
    return {
      scheduledJobId,
      systemUserId: _id,
      state,
      scheduledDate: date.toISOString(),
      caller: { ...caller },
      address: request.address,
      ...(state === 'ACTIVATED' && body['send_activation_emails'] !== false
        ? { email: typeof override === 'string' ? override : '' }
        : {}),
    }
  })
  for (const change of changes) {
    store.scheduledStates.save(caller.organization, scheduleId(change), change)
    logChange(call, change, 'create')
  }
  call.schedule.refresh()
  return { status: 201, json: changes.map(shown) }
}

function nextChanges(call: Call): Answer {
  const { query, switches } = call
  const ids = query.getAll('users').flatMap((text) => text.split(','))
  if (ids.length > MAX_USERS) throw new ApiError(400, `users may have at most ${MAX_USERS} elements`)
  const first = new Map<string, ScheduledState>()
  for (const change of changesOf(call)) {
    const key = `${change.systemUserId} ${change.state}`
    if (ids.includes(change.systemUserId) && !first.has(key)) first.set(key, change)
  }
  const { limit, skip } = pageOf(query.get('limit') ?? undefined, query.get('skip') ?? undefined, switches.listLimit)
  const results = [...first.values()].slice(skip, skip + limit).map(shown)
  return { status: 200, json: { events_count: first.size, results } }
}

function logChange(call: Call, { state, systemUserId }: ScheduledState, what: 'create' | 'delete'): void {
  const user = call.store.users.find(call.caller.organization, systemUserId)
  if (user === undefined) return
  const kind = state === 'ACTIVATED' ? 'activation' : 'suspension'
  logEvent(call, { type: `user_${kind}_schedule_${what}`, resource: userResource(user) })
}
