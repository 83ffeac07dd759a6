import { type Call, objectBody } from '../api/call.ts'
import { answerV2List } from '../api/lists.ts'
import type { Operation } from '../api/operation.ts'
import { TOTAL_COUNT, V2_LIST } from '../api/parameters.ts'
import { logEvent } from '../insights/log.ts'
import { changesBetween } from '../records/system-user.ts'
import type { UserGroup } from '../store/jumpcloud-store.ts'
import { ApiError } from '../wire/api-error.ts'
import type { JsonObject } from '../wire/json.ts'
import { OBJECT_ID } from '../wire/object-id.ts'
import { GROUP_SCHEMAS } from './schemas.ts'

const PATH = '/api/v2/usergroups'
const BY_ID = '/api/v2/usergroups/{id}'
const GROUP = { says: 'The group', schema: 'UserGroup' } as const

/** The operations of `/api/v2/usergroups`. */
export const groupOperations: readonly Operation[] = [
  {
    id: 'groups_userList',
    method: 'GET',
    path: PATH,
    summary: 'List all user groups',
    needs: ['groups', 'read'],
    query: V2_LIST,
    answers: { 200: { says: 'A page of groups', schema: 'UserGroup', isList: true, headers: TOTAL_COUNT } },
    handle: (call) => answerV2List(call, call.store.groups.all(call.caller.organization)),
  },
  {
    id: 'groups_userPost',
    method: 'POST',
    path: PATH,
    summary: 'Create a user group',
    needs: ['groups', 'write'],
    body: 'UserGroupPost',
    answers: { 201: GROUP },
    handle: (call) => {
      const after = composed(call, call.newId(), objectBody(call))
      assertNameFree(call, after)
      call.store.groups.save(call.caller.organization, after.id, after)
      logEvent(call, { type: 'group_create', resource: resourceOf(after) })
      return { status: 201, json: after, after }
    },
  },
  {
    id: 'groups_userGet',
    method: 'GET',
    path: BY_ID,
    summary: 'Read a user group',
    needs: ['groups', 'read'],
    answers: { 200: GROUP },
    handle: (call) => ({ status: 200, json: existingGroup(call) }),
  },
  {
    id: 'groups_userPut',
    method: 'PUT',
    path: BY_ID,
    summary: 'Replace a user group; its members stay',
    needs: ['groups', 'write'],
    body: 'UserGroupPost',
    answers: { 200: GROUP },
    handle: (call) => {
      const before = existingGroup(call)
      const after = composed(call, before.id, objectBody(call))
      assertNameFree(call, after)
      call.store.groups.save(call.caller.organization, after.id, after)
      logEvent(call, {
        type: 'group_update',
        resource: resourceOf(after),
        changes: changesBetween(before, after),
      })
      return { status: 200, json: after, before, after }
    },
  },
  {
    id: 'groups_userDelete',
    method: 'DELETE',
    path: BY_ID,
    summary: 'Delete a user group; its members stay users',
    needs: ['groups', 'write'],
    answers: { 200: GROUP },
    handle: (call) => {
      const before = existingGroup(call)
      call.store.groups.remove(call.caller.organization, before.id)
      call.store.edges.forget(before.id)
      logEvent(call, { type: 'group_delete', resource: resourceOf(before) })
      return { status: 200, json: before, before }
    },
  },
]

/** Groups of every kind, which are user groups here. */
export const anyGroupOperations: readonly Operation[] = [
  {
    id: 'groups_list',
    method: 'GET',
    path: '/api/v2/groups',
    summary: 'List all groups, of users and of devices',
    needs: ['groups', 'read'],
    query: V2_LIST,
    answers: { 200: { says: 'A page of groups', schema: 'UserGroup', isList: true, headers: TOTAL_COUNT } },
    handle: (call) => answerV2List(call, call.store.groups.all(call.caller.organization)),
  },
]

/** Creates the group that an organization has at first. */
export function allUsersGroup(id: string, organization: string): UserGroup {
  return newGroup(id, organization, { name: 'All Users' })
}

/** The group of a path. Throws ApiError 404. */
export function existingGroup({ store, caller, params }: Call): UserGroup {
  const id = params['id'] ?? ''
  const group = OBJECT_ID.test(id) ? store.groups.find(caller.organization, id) : undefined
  if (group === undefined) throw new ApiError(404, 'Not Found')
  return group
}

const composed = ({ caller }: Call, id: string, body: JsonObject): UserGroup => newGroup(id, caller.organization, body)

function newGroup(id: string, organization: string, body: JsonObject): UserGroup {
  const { properties } = GROUP_SCHEMAS['UserGroupPost'] as { readonly properties: object }
  const known = Object.fromEntries(Object.entries(body).filter(([name]) => Object.hasOwn(properties, name)))
  return {
    description: '',
    email: '',
    attributes: null,
    memberQueryExemptions: [],
    memberSuggestionsNotify: false,
    membershipMethod: 'STATIC',
    suggestionCounts: { add: 0, remove: 0, total: 0 },
    ...known,
    id,
    type: 'user_group',
    name: String(body['name']),
    organizationObjectId: organization,
  }
}

function assertNameFree({ store, caller }: Call, { id, name }: UserGroup): void {
  const isTaken = store.groups.all(caller.organization).some((other) => other.name === name && other.id !== id)
  if (isTaken) throw new ApiError(409, 'Already Exists')
}

const resourceOf = ({ id, name }: UserGroup): JsonObject => ({ type: 'user_group', id, name })
