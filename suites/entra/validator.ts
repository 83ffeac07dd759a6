import { allowedValue, type Check, type CheckContext, VALIDATOR_REPORTS_FAILURE } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { expectSuccess, isSuccess } from '../support/index.ts'
import { needAttribute } from './declared-away.ts'
import {
  createPlainGroup,
  createUser,
  defineGalleryTests,
  deleteAndMiss,
  idsFound,
  memberIds,
  postPlainGroup,
} from './gallery-test.ts'
import { provisionedGalleryUser } from './gallery-values.ts'
import { afterSending } from './sent-again.ts'
import { isUnassigned, managerOf, patchObject, patchUser, shownAt } from './wire.ts'

const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`

async function withManager(context: CheckContext): Promise<{ readonly id: string; readonly manager: string }> {
  await needAttribute(context, MANAGER)
  return { id: (await createUser(context)).id, manager: (await createUser(context)).id }
}

async function patchPlain(context: CheckContext, op: 'add' | 'replace'): Promise<void> {
  const { id } = await createUser(context)
  const paths = ['displayName', 'title', 'name.givenName', 'name.familyName', 'nickName'].filter((path) =>
    context.target.declares('urn:ietf:params:scim:schemas:core:2.0:User', path),
  )
  const operations = paths.map((path) => ({
    op,
    path,
    value: allowedValue(context.target, path, `New ${path.replace('.', ' ')}`),
  }))
  expectSuccess(context, await patchUser(context, id, ...operations), `${op} of ${paths.join(', ')}`)
  for (const { path, value } of operations) context.expect(await shownAt(context, id, path), path).to.equal(value)
}

/**
 * The beginning of a note that says how the Validator judges a response that is correct by the RFCs; the summary counts
 * such a test as not passed there.
 */

/**
 * Checks the 25 tests of Microsoft's SCIM Validator and its 7 preview tests (result files of its users; the SCIM
 * Validator tutorial).
 */
export const validatorTests: readonly Check[] = defineGalleryTests('validator', [
  {
    name: 'Create a new User',
    title: 'POST returns 201 with the user',
    run: async (context) => {
      const { id, userName } = await createUser(context)
      context.expect(await shownAt(context, id, 'userName'), 'userName').to.equal(userName)
    },
  },
  {
    name: 'Create a duplicate User',
    title: 'a second POST returns 409',
    run: async (context) => {
      const { body } = await createUser(context)
      context
        .expect((await context.entra.client.create('/Users', body)).status, 'status of the second POST')
        .to.equal(409)
    },
  },
  {
    name: 'Filter for an existing User',
    title: 'the user is found by userName',
    run: async (context) => {
      const { id, userName } = await createUser(context)
      context.expect(await idsFound(context, '/Users', 'userName', userName), 'users found').to.deep.equal([id])
    },
  },
  {
    name: 'Filter for a non-existing User',
    title: 'a query without a match returns 200 and no user',
    run: async (context) =>
      void context
        .expect(await idsFound(context, '/Users', 'userName', context.given.unique()), 'users found')
        .to.deep.equal([]),
  },
  {
    name: 'Filter for an existing User with a different case',
    title: 'the user is found by userName in capitals',
    run: async (context) => {
      const { id, userName } = await createUser(context)
      context
        .expect(await idsFound(context, '/Users', 'userName', userName.toUpperCase()), 'users found')
        .to.deep.equal([id])
    },
  },
  {
    name: 'Patch User - Replace Attributes',
    title: 'several attributes are replaced',
    run: (context) => patchPlain(context, 'replace'),
  },
  {
    name: 'Patch User - Add Attributes',
    title: 'several attributes are added',
    run: (context) => patchPlain(context, 'add'),
  },
  {
    name: 'Update User userName',
    title: 'userName is replaced',
    run: async (context) => {
      await needAttribute(context, 'userName')
      const { id } = await createUser(context)
      const value = await context.given.userName()
      expectSuccess(
        context,
        await patchUser(context, id, { op: 'replace', path: 'userName', value }),
        'Replace of userName',
      )
      context.expect(await shownAt(context, id, 'userName'), 'userName').to.equal(value)
    },
  },
  {
    name: 'Disable User',
    title: 'active false is accepted and returned',
    run: async (context) => {
      const { sourceUser, id } = await provisionedGalleryUser(context)
      const disabled = await context.entra.disable(sourceUser, id)
      context.expect(disabled.response, 'the PATCH').to.be.answered([200, 299])
      context.expect(await shownAt(context, id, 'active'), `active ${afterSending(disabled)}`).to.equal(false)
    },
  },
  {
    name: 'Add Manager',
    title: 'the manager is added',
    run: async (context) => {
      const { id, manager } = await withManager(context)
      expectSuccess(context, await context.entra.setManager(id, manager, 'add'), 'Add of the manager')
      context.expect(await managerOf(context, id), 'the manager').to.equal(manager)
    },
  },
  {
    name: 'Replace Manager',
    title: 'the manager is replaced',
    run: async (context) => {
      const { id, manager } = await withManager(context)
      expectSuccess(context, await context.entra.setManager(id, manager, 'add'), 'Add of the manager')
      const other = (await createUser(context)).id
      expectSuccess(context, await context.entra.setManager(id, other, 'replace'), 'Replace of the manager')
      context.expect(await managerOf(context, id), 'the manager').to.equal(other)
    },
  },
  {
    name: 'Remove Manager',
    title: 'the manager is removed',
    run: async (context) => {
      const { id, manager } = await withManager(context)
      expectSuccess(context, await context.entra.setManager(id, manager, 'add'), 'Add of the manager')
      expectSuccess(context, await patchUser(context, id, { op: 'remove', path: MANAGER }), 'Remove of the manager')
      context.expect(await managerOf(context, id), 'manager').to.fit(isUnassigned, 'no value')
    },
  },
  {
    name: 'Delete User',
    title: 'DELETE removes the user',
    run: async (context) => deleteAndMiss(context, '/Users', (await createUser(context)).id),
  },
  {
    name: 'Get Group excluding Members',
    title: 'excludedAttributes=members leaves the members out of a GET',
    dependsOn: ['groups'],
    run: async (context) => {
      const { id } = await createPlainGroup(context)
      expectSuccess(context, await context.entra.groups.add(id, (await createUser(context)).id), 'Add of a member')
      const { members = [] } = (await context.entra.groups.readBack(id)) ?? {}
      context.expect(members ?? [], 'members of the group').to.deep.equal([])
    },
  },
  {
    name: 'Filter for a Group excluding Members',
    title: 'excludedAttributes=members leaves the members out of a query',
    dependsOn: ['groups'],
    run: async (context) => {
      const { id, name } = await createPlainGroup(context)
      context.expect(await idsFound(context, '/Groups', 'displayName', name), 'groups found').to.deep.equal([id])
    },
  },
  {
    name: 'Filter for an existing Group',
    title: 'a group is found by displayName',
    dependsOn: ['groups'],
    run: async (context) => {
      const { id, name } = await createPlainGroup(context)
      context.expect(await idsFound(context, '/Groups', 'displayName', name), 'groups found').to.deep.equal([id])
    },
  },
  {
    name: 'Filter for a non-existing Group',
    title: 'a query without a match returns 200 and no group',
    dependsOn: ['groups'],
    run: async (context) =>
      void context
        .expect(await idsFound(context, '/Groups', 'displayName', context.given.unique()), 'groups found')
        .to.deep.equal([]),
  },
  {
    name: 'Filter for an existing Group with a different case',
    title: 'a group is found by displayName in capitals',
    dependsOn: ['groups'],
    run: async (context) => {
      const { id, name } = await createPlainGroup(context)
      context
        .expect(await idsFound(context, '/Groups', 'displayName', name.toUpperCase()), 'groups found')
        .to.deep.equal([id])
    },
  },
  {
    name: 'Create a new Group',
    title: 'POST returns 201 with the group',
    dependsOn: ['groups'],
    run: async (context) => void (await createPlainGroup(context)),
  },
  {
    name: 'Create a duplicate Group',
    title: 'a second POST returns 409',
    dependsOn: ['groups'],
    run: async (context) => {
      const { name } = await createPlainGroup(context)
      const second = await postPlainGroup(context, name)
      // The RFCs allow duplicate group names (RFC 7643 §4.2), so the Validator's result is not a fault of the server.
      if (isSuccess(second)) return context.note(VALIDATOR_REPORTS_FAILURE)
      context.expect(second, 'the second POST').to.be.answered(409)
    },
  },
  {
    name: 'Patch Group - Replace Attributes',
    title: 'displayName of a group is replaced',
    dependsOn: ['groups'],
    run: async (context) => {
      const { id } = await createPlainGroup(context)
      const value = `Team ${context.given.unique()}`
      expectSuccess(
        context,
        await patchObject(context, '/Groups', id, { op: 'replace', path: 'displayName', value }),
        'Replace',
      )
      context.expect((await context.entra.groups.readBack(id))?.['displayName'], 'displayName').to.equal(value)
    },
  },
  {
    name: 'Update Group displayName',
    title: 'a group is renamed',
    dependsOn: ['groups'],
    run: async (context) => {
      const { id } = await createPlainGroup(context)
      const value = `Team ${context.given.unique()}`
      expectSuccess(context, await context.entra.groups.rename(id, value), 'the rename')
      context.expect((await context.entra.groups.readBack(id))?.['displayName'], 'displayName').to.equal(value)
    },
  },
  {
    name: 'Patch Group - Add Member',
    title: 'a member is added',
    dependsOn: ['groups'],
    run: async (context) => {
      const { id } = await createPlainGroup(context)
      const user = (await createUser(context)).id
      expectSuccess(context, await context.entra.groups.add(id, user), 'Add of a member')
      context.expect(await memberIds(context, id), 'members').to.deep.equal([user])
    },
  },
  {
    name: 'Patch Group - Remove Member',
    title: 'a member is removed',
    dependsOn: ['groups'],
    run: async (context) => {
      const { id } = await createPlainGroup(context)
      const user = (await createUser(context)).id
      expectSuccess(context, await context.entra.groups.add(id, user), 'Add of a member')
      expectSuccess(context, await context.entra.groups.remove(id, user), 'the removal of the member')
      context.expect(await memberIds(context, id), 'members').to.deep.equal([])
    },
  },
  {
    name: 'Delete Group',
    title: 'DELETE removes the group',
    dependsOn: ['groups'],
    run: async (context) => deleteAndMiss(context, '/Groups', (await createPlainGroup(context)).id),
  },
  {
    name: 'Patch User - Multiple Ops on different attributes',
    title: 'operations on two attributes take effect',
    run: (context) => patchPlain(context, 'replace'),
  },
  {
    name: 'Patch User - Multiple Ops on same attribute',
    title: 'the last of two operations on one attribute takes effect',
    run: async (context) => {
      await needAttribute(context, 'displayName')
      const { id } = await createUser(context)
      const [first, last] = (['First', 'Last'] as const).map(
        (wanted, number) =>
          ({
            op: 'replace',
            path: 'displayName',
            value: allowedValue(context.target, 'displayName', wanted, number),
          }) as const,
      )
      if (first === undefined || last === undefined) return
      expectSuccess(context, await patchUser(context, id, first, last), 'two operations on displayName')
      context.expect(await shownAt(context, id, 'displayName'), 'displayName').to.equal(last.value)
    },
  },
  {
    name: 'Delete a non-existent User',
    title: 'DELETE of an unknown user returns 404',
    run: async (context) =>
      void context.expect((await context.entra.delete(context.given.unique())).status, 'status').to.equal(404),
  },
  {
    name: 'Delete a User twice',
    title: 'the second DELETE returns 404',
    run: async (context) => {
      const { id } = await createUser(context)
      context.expect(await context.entra.delete(id), 'the first DELETE').to.be.answered([200, 299])
      context.expect((await context.entra.delete(id)).status, 'status of the second DELETE').to.equal(404)
    },
  },
  {
    name: 'Patch Group - Multiple Ops',
    title: 'one PATCH renames a group and adds a member',
    dependsOn: ['groups'],
    run: async (context) => {
      const { id } = await createPlainGroup(context)
      const user = (await createUser(context)).id
      const value = `Team ${context.given.unique()}`
      const response = await patchObject(
        context,
        '/Groups',
        id,
        { op: 'replace', path: 'displayName', value },
        { op: 'add', path: 'members', value: [{ value: user }] },
      )
      expectSuccess(context, response, 'two operations on a group')
      context.expect((await context.entra.groups.readBack(id))?.['displayName'], 'displayName').to.equal(value)
      context.expect(await memberIds(context, id), 'members').to.deep.equal([user])
    },
  },
  {
    name: 'Delete a non-existent Group',
    title: 'DELETE of an unknown group returns 404',
    dependsOn: ['groups'],
    run: async (context) =>
      void context.expect((await context.entra.groups.delete(context.given.unique())).status, 'status').to.equal(404),
  },
  {
    name: 'Delete a Group twice',
    title: 'the second DELETE returns 404',
    dependsOn: ['groups'],
    run: async (context) => {
      const { id } = await createPlainGroup(context)
      context.expect(await context.entra.groups.delete(id), 'the first DELETE').to.be.answered([200, 299])
      context.expect((await context.entra.groups.delete(id)).status, 'status of the second DELETE').to.equal(404)
    },
  },
])
