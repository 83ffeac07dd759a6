import { type Call, objectBody } from '../api/call.ts'
import { answerV1List, pickFields, splitAtBlanks } from '../api/lists.ts'
import type { Operation } from '../api/operation.ts'
import { V1_LIST, V1_PICK } from '../api/parameters.ts'
import { logEvent } from '../insights/log.ts'
import { isRole, ROLES, type Role } from '../records/roles.ts'
import { changesBetween } from '../records/system-user.ts'
import type { Administrator } from '../store/administrators.ts'
import { newApiKey } from '../store/api-keys.ts'
import { ApiError } from '../wire/api-error.ts'
import type { JsonObject } from '../wire/json.ts'
import { issueKey, newAdministrator } from './administrator.ts'

const ONE = { 200: { says: 'The administrator', schema: 'User' } } as const
const PATH = '/api/users'
const BY_ID = '/api/users/{id}'
const SECOND = 1000

/** `/api/users`: administrators, their keys, and the available roles. */
export const administratorOperations: readonly Operation[] = [
  {
    id: 'users_getSelf',
    method: 'GET',
    path: '/api/users/getSelf',
    summary: 'Read the administrator who owns the key',
    needs: 'key',
    organizationHeader: 'refused',
    answers: ONE,
    handle: (call) => ({ status: 200, json: self(call) }),
  },
  {
    id: 'users_generateApiKey',
    method: 'POST',
    path: '/api/users/generateApiKey',
    summary: 'Create a new API key, which revokes the previous one',
    needs: 'key',
    organizationHeader: 'refused',
    body: 'ApiKeyPost',
    isBodyOptional: true,
    answers: { 200: { says: 'The key, which is returned only this once', schema: 'ApiKey' } },
    handle: (call) => {
      const before = self(call)
      const { ttl } = objectBody(call)
      const apiKey = newApiKey()
      const after = issueKey(call.store, before, apiKey, call.now, typeof ttl === 'number' ? ttl * SECOND : undefined)
      logEvent(call, { type: 'admin_update', resource: resourceOf(after), changes: [{ field: 'apiKey' }] })
      return { status: 200, json: { apiKey }, before, after }
    },
  },
  {
    id: 'users_list',
    method: 'GET',
    path: PATH,
    summary: 'List the administrators',
    needs: ['administrators', 'read'],
    organizationHeader: 'refused',
    query: V1_LIST,
    answers: { 200: { says: 'A page of administrators', schema: 'UserList' } },
    handle: (call) => answerV1List(call, visible(call), ['email']),
  },
  {
    id: 'users_post',
    method: 'POST',
    path: PATH,
    summary: 'Create an administrator, without a key',
    needs: ['administrators', 'write'],
    organizationHeader: 'refused',
    body: 'UserPost',
    answers: ONE,
    handle: (call) => {
      const body = objectBody(call)
      const { organization } = call.caller
      const email = String(body['email'])
      assertFree(call, email, undefined)
      const fresh = newAdministrator({ id: call.newId(), email, role: 'Administrator', organization, now: call.now })
      const after = changed(fresh, body)
      call.store.administrators.save(after)
      logEvent(call, { type: 'admin_create', resource: resourceOf(after) })
      return { status: 200, json: after, after }
    },
  },
  {
    id: 'users_get',
    method: 'GET',
    path: BY_ID,
    summary: 'Read an administrator',
    needs: ['administrators', 'read'],
    organizationHeader: 'refused',
    query: V1_PICK,
    answers: ONE,
    handle: (call) => ({ status: 200, json: pickFields(existing(call), splitAtBlanks(call.query.get('fields'))) }),
  },
  {
    id: 'users_put',
    method: 'PUT',
    path: BY_ID,
    summary: 'Update an administrator; properties that the body omits do not change',
    needs: ['administrators', 'write'],
    organizationHeader: 'refused',
    body: 'UserPut',
    answers: ONE,
    handle: (call) => {
      const before = existing(call)
      const body = objectBody(call)
      if (typeof body['email'] === 'string') assertFree(call, body['email'], before)
      const after = changed(before, body)
      call.store.administrators.save(after)
      logEvent(call, { type: 'admin_update', resource: resourceOf(after), changes: changesBetween(before, after) })
      return { status: 200, json: after, before, after }
    },
  },
  {
    id: 'users_delete',
    method: 'DELETE',
    path: BY_ID,
    summary: 'Delete an administrator and revoke the key',
    needs: ['administrators', 'write'],
    organizationHeader: 'refused',
    answers: ONE,
    handle: (call) => {
      const before = existing(call)
      if (before._id === call.caller.id) throw new ApiError(400, 'an administrator cannot delete themselves')
      call.store.keys.revoke(before._id)
      call.store.administrators.remove(before._id)
      logEvent(call, { type: 'admin_delete', resource: resourceOf(before) })
      return { status: 200, json: before, before }
    },
  },
  {
    id: 'roles_list',
    method: 'GET',
    path: '/api/v2/roles',
    summary: 'List the roles of administrators',
    needs: ['administrators', 'read'],
    answers: { 200: { says: 'The roles', schema: 'RoleList' } },
    handle: () => ({ status: 200, json: { totalCount: ROLES.length, results: ROLES.map(roleRecord) } }),
  },
]

/** Returns a built-in role of the directory; the ids are those of the mock. */
const roleRecord = (name: Role, index: number): JsonObject => ({
  id: `5f00000000000000000001${index.toString(16).padStart(2, '0')}`,
  name,
})

function self({ store, caller }: Call): Administrator {
  const administrator = store.administrators.find(caller.id)
  if (administrator === undefined) throw new ApiError(403, 'Forbidden')
  return administrator
}

function visible({ store, caller }: Call): Administrator[] {
  const all = store.administrators.all()
  return caller.isMultiTenant ? all : all.filter(({ organization }) => organization === caller.organization)
}

function existing(call: Call): Administrator {
  const administrator = visible(call).find(({ _id }) => _id === call.params['id'])
  if (administrator === undefined) throw new ApiError(404, 'Not Found')
  return administrator
}

function assertFree({ store }: Call, email: string, owner: Administrator | undefined): void {
  const other = store.administrators.findByEmail(email)
  if (other !== undefined && other._id !== owner?._id) throw new ApiError(400, 'User already exists')
}

const TAKEN = ['email', 'firstname', 'lastname', 'enableMultiFactor', 'apiKeyAllowed', 'suspended'] as const

function changed(before: Administrator, body: JsonObject): Administrator {
  const given = Object.fromEntries(TAKEN.filter((name) => name in body).map((name) => [name, body[name]]))
  const [listed] = Array.isArray(body['roleNames']) ? body['roleNames'] : []
  const wanted = body['roleName'] ?? listed
  const role = isRole(wanted) ? wanted : before.roleName
  return { ...before, ...given, roleName: role, roleNames: [role], role }
}

const resourceOf = ({ _id, email }: Administrator): JsonObject => ({ type: 'admin', id: _id, email })
