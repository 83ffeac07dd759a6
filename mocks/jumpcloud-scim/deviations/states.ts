import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { deviating } from '../../scim-server/index.ts'
import { changingWrites, showing } from './api-calls.ts'
import type { FrontDeviation } from './front-deviation.ts'

const {
  answering,
  bodies,
  both,
  isCreate,
  isDelete,
  isGroup,
  isPatch,
  isRead,
  isUser,
  on,
  operations,
  operationsOf,
  pathOf,
  refusing,
  sending,
} = deviating

/** The last representation of each user that clients received, by id. */
const copies = new Map<string, JsonObject>()
/** The userNames of deleted users. */
const deletedNames = new Set<string>()

/** Deviations in states, in groups, and after changes by an administrator. */
export const stateDeviations: readonly FrontDeviation[] = [
  {
    name: 'deleted-keep-access',
    says: 'DELETE returns 204, and the system user keeps access',
    caughtBy: ['jumpcloud.state.deleted', 'jumpcloud.radius.suspended-kept-out'],
    around: async (request, serve) => {
      if (!isDelete(request)) return serve(request)
      const { status } = await serve({ ...request, method: 'GET' })
      return status === 200 ? { status: 204, headers: {} } : serve(request)
    },
  },
  {
    name: 'users-arrive-with-password',
    says: 'new users get a random password, and are not Password Pending',
    caughtBy: ['jumpcloud.state.password-pending'],
    around: sending(both(isUser, isCreate), (body) => ({ password: 'Invented-4711-Invented', ...body })),
  },
  {
    name: 'groups-advertised',
    says: 'ResourceTypes lists Group, which the server does not have',
    caughtBy: ['jumpcloud.groups.unsupported'],
    around: bodies(on('GET', /^\/ResourceTypes\/?$/), (body) => {
      const [user] = Array.isArray(body['Resources']) ? body['Resources'] : []
      if (!isJsonObject(user)) return body
      const group = { ...user, id: 'Group', name: 'Group', endpoint: '/Groups' }
      return { ...body, totalResults: 2, Resources: [user, group] }
    }),
  },
  {
    name: 'suspension-not-written',
    says: 'PATCH of active succeeds and writes nothing to JumpCloud',
    caughtBy: ['jumpcloud.state.suspended-follows'],
    around: operations((operation) => (pathOf(operation).toLowerCase() === 'active' ? [] : operation)),
  },
  {
    name: 'changes-not-written',
    says: 'PATCH succeeds and writes nothing to JumpCloud',
    caughtBy: ['jumpcloud.state.suspended-follows', 'jumpcloud.mapping.displayName'],
    around: async (request, serve) => serve(isPatch(request) ? { ...request, method: 'GET' } : request),
  },
  {
    name: 'state-not-written',
    says: 'suspended is written without state, so the two contradict each other',
    source: 'https://github.com/TheJumpCloud/support',
    caughtBy: ['jumpcloud.state.in-step'],
    api: changingWrites((body) =>
      typeof body['suspended'] === 'boolean' ? { ...body, state: body['suspended'] ? 'ACTIVATED' : 'SUSPENDED' } : body,
    ),
  },
  {
    name: 'staged-is-inactive',
    says: 'a Staged user is returned as inactive',
    caughtBy: ['jumpcloud.state.staged-is-active'],
    api: showing((user) => (user['state'] === 'STAGED' ? { ...user, suspended: true } : user)),
  },
  {
    name: 'locked-is-inactive',
    says: 'a locked account is returned as inactive',
    caughtBy: ['jumpcloud.state.locked-is-active'],
    api: showing((user) => (user['account_locked'] === true ? { ...user, suspended: true } : user)),
  },
  {
    name: 'pending-is-inactive',
    says: 'a user whose password is pending is returned as inactive',
    caughtBy: ['jumpcloud.state.pending-is-active'],
    api: showing((user) => (user['activated'] === false ? { ...user, suspended: true } : user)),
  },
  {
    name: 'remembered-copy-returned',
    says: 'a user is returned as SCIM last wrote it, not as it is in JumpCloud',
    caughtBy: [
      'jumpcloud.lifecycle.overwrites',
      'jumpcloud.drift.suspended-elsewhere',
      'jumpcloud.drift.expired-password',
    ],
    around: async (request, serve) => {
      const response = await serve(request)
      if (!isUser(request) || !isJsonObject(response.body) || response.status >= 300) return response
      const { id } = response.body
      if (isCreate(request) || isPatch(request)) copies.set(String(id), response.body)
      return isRead(request) ? { ...response, body: copies.get(String(id)) ?? response.body } : response
    },
  },
  {
    name: 'disabled-arrive-active',
    says: 'a user who is created with active false is active',
    caughtBy: ['jumpcloud.lifecycle.created-disabled'],
    around: sending(both(isUser, isCreate), (body) => ({ ...body, active: true })),
  },
  {
    name: 'returning-refused',
    says: 'the userName of a deleted user cannot be created again',
    caughtBy: ['jumpcloud.lifecycle.re-created'],
    around: async (request, serve) => {
      if (isDelete(request)) {
        const { body } = await serve({ ...request, method: 'GET' })
        if (isJsonObject(body)) deletedNames.add(String(body['userName']))
      }
      const userName = isCreate(request) && isJsonObject(request.body) ? String(request.body['userName']) : ''
      return serve(
        deletedNames.has(userName) ? { ...request, body: { ...Object(request.body), userName: '' } } : request,
      )
    },
  },
  {
    name: 'rename-not-written',
    says: 'PATCH of userName succeeds and changes nothing',
    source: 'https://jumpcloud.com/support/user-attributes',
    caughtBy: ['jumpcloud.lifecycle.renamed', 'jumpcloud.lifecycle.renamed-while-bound'],
    around: operations((operation) => (pathOf(operation).toLowerCase() === 'username' ? [] : operation)),
  },
  {
    name: 'capital-operations-ignored',
    says: 'PATCH in the legacy dialect succeeds and writes nothing',
    source: 'https://jumpcloud.com/support/configure-real-time-user-provisioning-from-azure-ad',
    caughtBy: ['jumpcloud.lifecycle.legacy-updates', 'jumpcloud.state.suspended-follows'],
    around: operations((operation) => (/^[A-Z]/.test(String(operation['op'])) ? [] : operation)),
  },
  {
    name: 'group-requests-succeed',
    says: 'requests for groups are answered as if the server had groups',
    caughtBy: ['jumpcloud.groups.refused'],
    around: answering(isGroup, () => ({ status: 200, headers: {}, body: { totalResults: 0, Resources: [] } })),
  },
  {
    name: 'manager-crashes',
    says: 'a PATCH with manager returns 500',
    caughtBy: ['jumpcloud.manager.unsupported'],
    around: refusing(
      (request) => isPatch(request) && operationsOf(request).some((one) => /manager/i.test(pathOf(one))),
      500,
      'Cannot read properties of undefined',
    ),
  },
  {
    name: 'creation-source-missing',
    says: 'users are created without creation-source',
    caughtBy: ['jumpcloud.lifecycle.creation-source'],
    api: (correct) => (request, limits) => {
      const { 'creation-source': _source, ...headers } = request.headers
      return correct({ ...request, headers }, limits)
    },
  },
  {
    name: 'whole-user-written',
    says: 'a change writes the whole user, and clears properties that SCIM does not have',
    caughtBy: ['jumpcloud.alone.admin-fields'],
    api: changingWrites((body, method) =>
      method === 'PUT'
        ? { ...body, description: '', sudo: false, middlename: '', phoneNumbers: [], attributes: [] }
        : body,
    ),
  },
  {
    name: 'changes-touch-cost-center',
    says: 'each change of a user also increments costCenter',
    caughtBy: [
      'name-givenName',
      'name-familyName',
      'emails-type-eq-work-value',
      'displayName',
      'title',
      'department',
      'employeeNumber',
    ].map((name) => `jumpcloud.alone.${name}`),
    api: changingWrites((body, method) => (method === 'PUT' ? { ...body, costCenter: `${Date.now()}` } : body)),
  },
]
