import { type Check, shorten } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { isSuccess } from '../support/index.ts'
import {
  defineQuirks,
  elements,
  expectAllSucceeded,
  expectNoFault,
  patch,
  type Quirk,
  type Setup,
  shown,
  twoUsers,
  uniqueNames,
} from './quirk.ts'
import { isUnassigned, managerOf } from './wire.ts'

const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`
const ROLE_TYPE = 'WindowsAzureActiveDirectoryRole'
const TUT = 'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups'
const ATTR = 'https://learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes'
const gh = (path: string): string => `https://github.com/${path}`

const managerIsSet: Quirk['verify'] = async (context, names, answers) => {
  expectAllSucceeded(context, answers)
  await context.eventually(async () =>
    context.expect(await managerOf(context, names['user'] ?? ''), 'the manager').to.equal(names['manager']),
  )
}
const managerIsGone: Quirk['verify'] = async (context, names, answers) => {
  expectAllSucceeded(context, answers)
  await context.eventually(async () =>
    context.expect(await managerOf(context, names['user'] ?? ''), 'manager').to.fit(isUnassigned, 'no value'),
  )
}

const managed: Setup = async (context) => {
  const names = await twoUsers(context)
  const { user = '', manager = '' } = names
  const set = await context.entra.setManager(user, manager, 'add')
  return isSuccess(set) ? names : context.skip('the manager cannot be set', 'entra.manager.set')
}

const role = (value: string): JsonObject => ({ primary: false, type: ROLE_TYPE, display: value, value })

/** Provisions a user who has roles. */
const withRoles =
  (...roles: JsonObject[]): Setup =>
  async ({ entra, given, inapplicable }) => {
    const { body, text } = await entra.client.create('/Users', await given.userBody({ roles }))
    const user = isJsonObject(body) ? String(body['id'] ?? '') : ''
    return user === '' ? inapplicable(`the server rejects a user with roles: ${shorten(text, 200)}`) : { user }
  }

const rolesAre =
  (...values: string[]): Quirk['verify'] =>
  async (context, names, answers) => {
    expectAllSucceeded(context, answers)
    await context.eventually(async () => {
      const roles = elements((await shown(context, names))['roles']).map(({ value }) => value)
      context.expect(roles, 'roles').to.have.members(values)
    })
  }

/** Checks operations on the manager that were quoted from public sources. */
export const managerQuirks: readonly Check[] = defineQuirks([
  {
    name: 'manager-bare-id',
    title: 'Add of the manager as a bare id sets the manager',
    source: gh('Captain-P-Goldfish/SCIM-SDK/issues/686'),
    requirement: 'entra.manager.add',
    about: [MANAGER],
    setup: twoUsers,
    requests: [patch([{ op: 'Add', path: MANAGER, value: '{manager}' }])],
    verify: managerIsSet,
  },
  {
    name: 'manager-array',
    title: 'Add of the manager as a list of one object sets the manager',
    source: TUT,
    requirement: 'entra.manager.array',
    about: [MANAGER],
    setup: twoUsers,
    requests: [patch([{ op: 'Add', path: 'manager', value: [{ $ref: '../Users/{manager}', value: '{manager}' }] }])],
    verify: managerIsSet,
  },
  {
    name: 'manager-object',
    title: 'The manager is returned as an object with a value',
    source: gh('Budibase/budibase/issues/15369'),
    requirement: 'entra.manager.complex',
    about: [MANAGER],
    setup: managed,
    requests: [{ method: 'GET', path: '/Users/{user}' }],
    verify: async (context, names, answers) => {
      const [{ body } = { body: undefined }] = answers
      const extension = isJsonObject(body) ? body[ENTERPRISE_USER_SCHEMA] : undefined
      const manager = isJsonObject(extension) ? extension['manager'] : undefined
      context.expect(manager, 'the manager').to.be.an('object')
      context.expect(isJsonObject(manager) ? manager['value'] : undefined, 'value').to.equal(names['manager'])
    },
  },
  {
    name: 'manager-removed-by-filter',
    title: 'remove of manager[value eq "id"] removes the manager',
    source: gh('thomaspoignant/scim-patch/issues/453'),
    requirement: 'entra.manager.remove',
    about: [MANAGER],
    setup: managed,
    requests: [patch([{ op: 'remove', path: 'manager[value eq "{manager}"]' }])],
    verify: managerIsGone,
  },
  {
    name: 'manager-emptied',
    title: 'Replace of the manager with an empty string removes the manager',
    source: gh('AzureAD/SCIMReferenceCode'),
    requirement: 'entra.manager.empty',
    about: [MANAGER],
    setup: managed,
    requests: [patch([{ op: 'Replace', path: MANAGER, value: '' }])],
    verify: managerIsGone,
  },
  {
    name: 'manager-in-create',
    title: 'A POST with the manager as a bare id creates the user',
    source: gh('apache/directory-scimple/issues/1242'),
    requirement: 'entra.create.manager-text',
    about: [MANAGER],
    setup: async (context) => ({ ...(await twoUsers(context)), ...(await uniqueNames(context)) }),
    requests: [
      {
        method: 'POST',
        path: '/Users',
        body: {
          schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
          userName: '{userName}',
          active: true,
          displayName: 'Jane Doe',
          emails: [{ primary: true, type: 'work', value: '{unique}@contoso.example' }],
          [ENTERPRISE_USER_SCHEMA]: { manager: '{manager}' },
        },
      },
    ],
    verify: async (context, names, answers) => {
      expectAllSucceeded(context, answers)
      const [created] = answers
      context.expect(await managerOf(context, created?.id ?? ''), 'the manager').to.equal(names['manager'])
    },
  },
  {
    name: 'manager-unknown',
    title: 'A manager that the server cannot find causes no server error',
    source: gh('grokability/snipe-it/issues/19005'),
    requirement: 'entra.manager.unknown',
    about: [MANAGER],
    setup: twoUsers,
    requests: [patch([{ op: 'Add', path: MANAGER, value: 'a-manager-that-does-not-exist' }])],
    verify: async (context, names, answers) => {
      expectNoFault(context, answers)
      await shown(context, names)
    },
  },
  {
    name: 'manager-deleted',
    title: 'A user who is the manager of another can be deleted',
    source: gh('getprobo/probo/pull/1277'),
    requirement: 'entra.delete.referenced',
    about: [MANAGER],
    setup: managed,
    requests: [{ method: 'DELETE', path: '/Users/{manager}' }],
    verify: async (context, _names, answers) => expectAllSucceeded(context, answers),
  },
])

/** Checks operations on roles that were quoted from public sources. */
export const roleQuirks: readonly Check[] = defineQuirks([
  {
    name: 'roles-json-in-text',
    title: 'A role as JSON inside a string is added, and the other roles stay',
    source: gh('Captain-P-Goldfish/SCIM-SDK/issues/516'),
    requirement: 'entra.roles.complex-add',
    about: ['roles.value'],
    setup: withRoles(role('Reader')),
    requests: [
      patch([
        {
          op: 'Add',
          path: 'roles',
          value: [{ value: '{"id":"06b07648-ecfe-589f-9d2f-6325724a46ee","value":"Admin","displayName":"Admin"}' }],
        },
      ]),
    ],
    verify: async (context, names, answers) => {
      expectAllSucceeded(context, answers)
      const roles = elements((await shown(context, names))['roles']).map(({ value }) => String(value))
      context.expect(roles, 'roles').to.include('Reader')
      context.expect(roles.length, 'number of roles').to.equal(2)
    },
  },
  {
    name: 'roles-primary-path',
    title: 'Add at roles[primary eq "True"].value creates or changes the primary role',
    source: ATTR,
    requirement: 'entra.roles.single-update',
    about: ['roles.value'],
    setup: withRoles({ primary: true, type: ROLE_TYPE, value: 'Reader' }),
    requests: [patch([{ op: 'Replace', path: 'roles[primary eq "True"].value', value: 'Admin' }])],
    verify: rolesAre('Admin'),
  },
  {
    name: 'roles-primary-text',
    title: 'A POST with a role whose primary is the string "True" creates the user',
    source: 'https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial',
    requirement: 'entra.roles.primary-text',
    about: ['roles.value'],
    setup: uniqueNames,
    requests: [
      {
        method: 'POST',
        path: '/Users',
        body: {
          schemas: [USER_SCHEMA],
          userName: '{userName}',
          active: true,
          emails: [{ primary: true, type: 'work', value: '{unique}@contoso.example' }],
          roles: [{ primary: 'True', type: ROLE_TYPE, value: 'Admin' }],
        },
      },
    ],
    verify: async (context, _names, answers) => {
      if (answers.every(({ isSuccess }) => isSuccess)) return
      // The server may require an attribute that the body lacks.
      const { given, scim, skip } = context
      const unique = given.unique()
      const emails = [{ primary: true, type: 'work', value: `${unique}@contoso.example` }]
      const roles = [{ primary: true, type: ROLE_TYPE, value: 'Admin' }]
      const body = { schemas: [USER_SCHEMA], userName: await given.userName(), active: true, emails, roles }
      const control = await scim.post('/Users', body)
      if (!control.isSuccess) skip(`the server also rejects a body with primary true: ${control.describe()}`)
      expectAllSucceeded(context, answers)
    },
  },
  {
    name: 'roles-replaced',
    title: 'replace of roles leaves exactly the roles that it names',
    source: ATTR,
    requirement: 'entra.roles.assertive',
    about: ['roles.value'],
    setup: withRoles(role('Admin')),
    requests: [patch([{ op: 'replace', path: 'roles', value: [role('User')] }])],
    verify: rolesAre('User'),
  },
  {
    name: 'role-with-colon',
    title: 'A role whose value has a colon can be removed by its value',
    source: gh('lightdash/lightdash/issues/18243'),
    requirement: 'entra.roles.colon',
    about: ['roles.value'],
    setup: withRoles({ value: '0f7c2b2c:admin' }, { value: 'reader' }),
    requests: [patch([{ op: 'remove', path: 'roles[value eq "0f7c2b2c:admin"]' }])],
    verify: rolesAre('reader'),
  },
])
