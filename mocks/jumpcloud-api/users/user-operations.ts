import { type Call, objectBody } from '../api/call.ts'
import { pickFields, splitAtBlanks } from '../api/lists.ts'
import type { Answer, Operation, QueryParameter } from '../api/operation.ts'
import { V1_LIST, V1_PICK } from '../api/parameters.ts'
import { ruleError } from '../records/rules.ts'
import { ApiError } from '../wire/api-error.ts'
import { OBJECT_ID } from '../wire/object-id.ts'
import { createUser, deleteUser, existingUser, updateUser } from './change-user.ts'
import { CREATION_SOURCE, creationSource } from './creation-source.ts'
import { listUsers, searchUsers } from './list-users.ts'

const FULL_VALIDATION: readonly QueryParameter[] = [
  {
    name: 'fullValidationDetails',
    says: 'Reports every violated rule instead of only the first.',
    schema: { type: 'string' },
  },
]
const USER = { 200: { says: 'The system user', schema: 'SystemUser' } } as const

/** `/api/systemusers`: list, search, create, read, update, delete. */
export const userOperations: readonly Operation[] = [
  {
    id: 'systemusers_get',
    method: 'GET',
    path: '/api/systemusers/{id}',
    summary: 'Read a system user',
    needs: ['users', 'read'],
    query: V1_PICK,
    answers: USER,
    handle: readUser,
  },
  {
    id: 'systemusers_list',
    method: 'GET',
    path: '/api/systemusers',
    summary: 'List all system users',
    needs: ['users', 'read'],
    query: V1_LIST,
    answers: { 200: { says: 'A page of system users', schema: 'SystemUserList' } },
    handle: listUsers,
  },
  {
    id: 'systemusers_post',
    method: 'POST',
    path: '/api/systemusers',
    summary: 'Create a system user',
    needs: ['users', 'write'],
    query: FULL_VALIDATION,
    headers: CREATION_SOURCE,
    body: 'SystemUserCreate',
    answers: USER,
    handle: (call) => {
      const source = creationSource(call, 'jumpcloud:api')
      const { user, text } = createUser(call, objectBody(call), { source, setting: 'manualEntry' })
      return { status: 200, text, after: user }
    },
  },
  {
    id: 'systemusers_put',
    method: 'PUT',
    path: '/api/systemusers/{id}',
    summary: 'Update a system user; properties that the body omits do not change',
    needs: ['users', 'write'],
    query: FULL_VALIDATION,
    body: 'SystemUserUpdate',
    answers: USER,
    handle: (call) => {
      const before = existingUser(call)
      const after = updateUser(call, before, objectBody(call))
      return { status: 200, json: after, before, after }
    },
  },
  {
    id: 'systemusers_delete',
    method: 'DELETE',
    path: '/api/systemusers/{id}',
    summary: 'Delete a system user',
    needs: ['users', 'write'],
    query: [
      {
        name: 'cascade_manager',
        says: 'The new manager of the users whom the user managed: an id, or `null`.',
        schema: { type: 'string' },
      },
    ],
    answers: USER,
    handle: (call) => {
      const before = existingUser(call)
      deleteUser(call, before, newManager(call))
      return { status: 200, json: before, before }
    },
  },
  {
    id: 'search_systemusers_post',
    method: 'POST',
    path: '/api/search/systemusers',
    summary: 'Search system users',
    needs: ['users', 'read'],
    body: 'SystemUserSearch',
    answers: { 200: { says: 'A page of system users', schema: 'SystemUserSearchList' } },
    handle: searchUsers,
  },
]

/** Returns a user as stored; it is parsed only if parts are selected. */
function readUser({ store, caller, params, request, query }: Call): Answer {
  const id = params['id'] ?? ''
  const text = OBJECT_ID.test(id) ? store.users.text(caller.organization, id) : undefined
  if (text === undefined) throw new ApiError(404, 'Not Found')
  const fields = request.url.includes('?') ? splitAtBlanks(query.get('fields')) : []
  return { status: 200, text: fields.length === 0 ? text : JSON.stringify(pickFields(JSON.parse(text), fields)) }
}

function newManager({ query, params, store, caller }: Call): string | null {
  const id = query.get('cascade_manager') ?? 'null'
  if (id === 'null' || id === '') return null
  if (id === params['id'] || store.users.find(caller.organization, id) === undefined) throw ruleError('manager-exists')
  return id
}
