import { isJsonObject, type JsonObject } from '../../../protocol/index.ts'
import type { TenantUser } from '../../index.ts'
import { collection, count, item, NO_CONTENT } from '../api/answers.ts'
import { type GraphAnswer, type GraphCall, LIST_OPTIONS, type Route } from '../api/route.ts'
import { graphUser, referencedId, usualUser } from '../directory/graph-user.ts'
import { badRequest, notFound } from '../wire/graph-error.ts'

const READ = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']
const WRITE = ['User.ReadWrite.All', 'Directory.ReadWrite.All']
const RESTORE = ['User.DeleteRestore.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All']

/** Users, their managers, and the recycle bin. */
export const userRoutes: readonly Route[] = [
  {
    id: 'user_count',
    method: 'GET',
    path: '/users/$count',
    summary: 'Count users',
    permissions: READ,
    options: ['$filter'],
    answers: { 200: { schema: 'user', isText: true } },
    handle: (call) => count(call, shownUsers(call.graph.directory.users())),
  },
  {
    id: 'user_list',
    method: 'GET',
    path: '/users',
    summary: 'List users; v1.0 returns the usual properties unless $select names others',
    permissions: READ,
    options: [...LIST_OPTIONS, '$expand'],
    answers: { 200: { schema: 'user', isCollection: true } },
    handle: (call) =>
      collection(call, 'users', shownUsers(call.graph.directory.users()), (user) => expanded(call, user)),
  },
  {
    id: 'user_create',
    method: 'POST',
    path: '/users',
    summary: 'Create a user',
    permissions: WRITE,
    body: 'userCreate',
    answers: { 201: { schema: 'user' } },
    audit: { activity: 'Add user', category: 'UserManagement' },
    handle: (call) => userAnswer(call, call.graph.directory.createUser(call.body), 201),
  },
  {
    id: 'user_get',
    method: 'GET',
    path: '/users/{user}',
    summary: 'Read a user by its id or user principal name',
    permissions: READ,
    options: ['$select', '$expand'],
    answers: { 200: { schema: 'user' } },
    handle: (call) => userAnswer(call, userOf(call)),
  },
  {
    id: 'user_update',
    method: 'PATCH',
    path: '/users/{user}',
    summary: 'Change properties of a user',
    permissions: WRITE,
    body: 'userUpdate',
    answers: { 204: {} },
    audit: { activity: 'Update user', category: 'UserManagement' },
    handle: (call) => {
      call.graph.directory.changeUser(userOf(call), call.body)
      return NO_CONTENT
    },
  },
  {
    id: 'user_delete',
    method: 'DELETE',
    path: '/users/{user}',
    summary: 'Move a user to the recycle bin',
    permissions: WRITE,
    answers: { 204: {} },
    audit: { activity: 'Delete user', category: 'UserManagement' },
    handle: (call) => {
      call.graph.directory.deleteUser(userOf(call))
      return NO_CONTENT
    },
  },
  {
    id: 'user_manager_get',
    method: 'GET',
    path: '/users/{user}/manager',
    summary: "Read a user's manager",
    permissions: READ,
    options: ['$select'],
    answers: { 200: { schema: 'user' } },
    handle: (call) => {
      const { managerId } = userOf(call)
      if (managerId === null) throw notFound('manager')
      return userAnswer(call, call.graph.directory.user(managerId))
    },
  },
  {
    id: 'user_manager_set',
    method: 'PUT',
    path: '/users/{user}/manager/$ref',
    summary: "Set a user's manager",
    permissions: WRITE,
    body: 'reference',
    answers: { 204: {} },
    audit: { activity: 'Set user manager', category: 'UserManagement' },
    handle: (call) => {
      const { directory } = call.graph
      const id = referencedId(call.body)
      if (id === undefined) throw badRequest("Property '@odata.id' must be the address of a user.")
      directory.tenant.setManager(userOf(call).objectId, directory.user(id).objectId)
      return NO_CONTENT
    },
  },
  {
    id: 'user_manager_remove',
    method: 'DELETE',
    path: '/users/{user}/manager/$ref',
    summary: "Remove a user's manager",
    permissions: WRITE,
    answers: { 204: {} },
    audit: { activity: 'Remove user manager', category: 'UserManagement' },
    handle: (call) => {
      call.graph.directory.tenant.setManager(userOf(call).objectId, null)
      return NO_CONTENT
    },
  },
  {
    id: 'deletedUser_list',
    method: 'GET',
    path: '/directory/deletedItems/microsoft.graph.user',
    summary: 'List the users of the recycle bin',
    permissions: READ,
    options: LIST_OPTIONS,
    answers: { 200: { schema: 'user', isCollection: true } },
    handle: (call) =>
      collection(call, 'directoryObjects/microsoft.graph.user', shownUsers(call.graph.directory.deletedUsers())),
  },
  {
    id: 'deletedItem_get',
    method: 'GET',
    path: '/directory/deletedItems/{deleted}',
    summary: 'Read a user of the recycle bin',
    permissions: READ,
    options: ['$select'],
    answers: { 200: { schema: 'user' } },
    handle: (call) => item(call, 'directoryObjects/$entity', graphUser(deletedOf(call))),
  },
  {
    id: 'deletedItem_restore',
    method: 'POST',
    path: '/directory/deletedItems/{deleted}/restore',
    summary: 'Restore a user',
    permissions: RESTORE,
    answers: { 200: { schema: 'user' } },
    audit: { activity: 'Restore user', category: 'UserManagement' },
    handle: (call) => {
      const { objectId } = deletedOf(call)
      call.graph.directory.restoreUser(deletedOf(call))
      return userAnswer(call, call.graph.directory.user(objectId))
    },
  },
  {
    id: 'deletedItem_delete',
    method: 'DELETE',
    path: '/directory/deletedItems/{deleted}',
    summary: 'Delete a user permanently',
    permissions: RESTORE,
    answers: { 204: {} },
    audit: { activity: 'Hard Delete user', category: 'UserManagement' },
    handle: (call) => {
      call.graph.directory.purgeUser(deletedOf(call))
      return NO_CONTENT
    },
  },
]

const userOf = ({ graph, params }: GraphCall): TenantUser => graph.directory.user(params['user'] ?? '')
const deletedOf = ({ graph, params }: GraphCall): TenantUser => graph.directory.deletedUser(params['deleted'] ?? '')

function* shownUsers(users: Iterable<TenantUser>): Iterable<JsonObject> {
  for (const user of users) yield graphUser(user)
}

function userAnswer(call: GraphCall, user: TenantUser, status = 200): GraphAnswer {
  return item(call, 'users/$entity', expanded(call, graphUser(user)), status)
}

/** Returns the default or the selected properties, with the manager if `$expand` requests it. Throws GraphError. */
function expanded({ graph, query, version }: GraphCall, user: JsonObject): JsonObject {
  const shape = (one: JsonObject): JsonObject =>
    query.select === undefined && version === 'v1.0' ? usualUser(one) : one
  const [wanted, ...more] = query.expand ?? []
  if (wanted === undefined) return shape(user)
  if (more.length > 0 || !/^manager(?:\(.*\))?$/.test(wanted))
    throw badRequest('Only $expand=manager is supported by this mock.')
  const { managerId = null } = graph.directory.tenant.user(String(user['id'])) ?? {}
  const manager = managerId === null ? undefined : graph.directory.tenant.user(managerId)
  const value: JsonObject | null =
    manager === undefined || manager.deletedAt !== null ? null : usualUser(graphUser(manager))
  // An annotation is returned with every selection: an expanded property need not be selected.
  return isJsonObject(value)
    ? { ...shape(user), manager: { '@odata.type': '#microsoft.graph.user', ...value } }
    : shape(user)
}
