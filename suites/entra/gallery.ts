import { type Check, declarationOf, withAllowedValues } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA } from '../../mocks/protocol/index.ts'
import { expectSuccess } from '../support/index.ts'
import { needAttribute } from './declared-away.ts'
import { requireDifference } from './difference.ts'
import {
  createGroup,
  createUser,
  defineGalleryTests,
  deleteAndMiss,
  demandGroups,
  idsFound,
  memberIds,
} from './gallery-test.ts'
import {
  eligibleOperations,
  expectShown,
  galleryUser,
  isPlainString,
  provisionedGalleryUser,
} from './gallery-values.ts'
import { pagesOf } from './paging.ts'
import { afterSending, expectNothingSentAgain } from './sent-again.ts'
import { expectAction } from './source-users.ts'
import { judgeToken } from './transport.ts'
import { isUnassigned, managerOf, patchObject, patchUser, shownAt } from './wire.ts'

const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`
const PAGED = 11

/**
 * Checks the 25 tests of the validation for Entra's application gallery, version 11.0 (AzureAD/SCIMReferenceCode,
 * SCIM-Validation-Test-Overview).
 */
export const galleryTests: readonly Check[] = defineGalleryTests('gallery', [
  {
    name: 'Create_User_Test',
    title: 'a user is created and found by userName',
    run: async (context) => {
      const sourceUser = await galleryUser(context)
      const created = await context.entra.provision(sourceUser)
      expectAction(context, created, 'create')
      const userName = created.mapped.attributes.find(({ target }) => target === 'userName')?.value
      context
        .expect(await idsFound(context, '/Users', 'userName', String(userName)), 'users found')
        .to.deep.equal([created.targetId])
    },
  },
  {
    name: 'Update_User_Test',
    title: 'each changed mapped attribute has its new value on the server',
    run: async (context) => {
      const { sourceUser, id } = await provisionedGalleryUser(context)
      const other = { jobTitle: 'Lead', department: 'Sales', displayName: 'Jane Roe', surname: 'Roe' }
      const changed = withAllowedValues(context.target, context.entra.mapping.mapping, { ...sourceUser, ...other }, 1)
      requireDifference(context, sourceUser, changed)
      expectAction(context, await context.entra.update(changed, id), 'update')
      const again = await context.entra.update(changed, id)
      expectNothingSentAgain(context, again.changes)
    },
  },
  {
    name: 'Disable_User_Test',
    title: 'accountEnabled false makes the user inactive and does not delete it',
    run: async (context) => {
      const { sourceUser, id } = await provisionedGalleryUser(context)
      const disabled = await context.entra.disable(sourceUser, id)
      expectAction(context, disabled, 'update')
      await context.eventually(async () =>
        context.expect(await shownAt(context, id, 'active'), `active ${afterSending(disabled)}`).to.equal(false),
      )
    },
  },
  {
    name: 'Delete_User_Test',
    title: 'a purged user is deleted',
    run: async (context) => deleteAndMiss(context, '/Users', (await provisionedGalleryUser(context)).id),
  },
  {
    name: 'User_Update_Manager_Test',
    title: 'the manager is set, changed and removed',
    run: async (context) => {
      const rows = context.entra.mapping.mapping.attributeMappings
      if (!rows.some(({ targetAttributeName }) => targetAttributeName === MANAGER))
        context.inapplicable('the mapping has no manager')
      const [user, first, second] = [
        await provisionedGalleryUser(context),
        await provisionedGalleryUser(context),
        await provisionedGalleryUser(context),
      ]
      for (const [op, manager] of [
        ['add', first.id],
        ['replace', second.id],
      ] as const) {
        expectSuccess(context, await context.entra.setManager(user.id, manager, op), `${op} of the manager`)
        context.expect(await managerOf(context, user.id), `the manager after ${op}`).to.equal(manager)
      }
      expectSuccess(context, await context.entra.removeManager(user.id, second.id), 'the removal of the manager')
      context.expect(await managerOf(context, user.id), 'manager').to.fit(isUnassigned, 'no value')
    },
  },
  {
    name: 'Restore_User_Test',
    title: 'a user is created, unassigned and deleted, then assigned again and created again',
    run: async (context) => {
      const { sourceUser, id } = await provisionedGalleryUser(context)
      await deleteAndMiss(context, '/Users', id)
      expectAction(context, await context.entra.provision(sourceUser), 'create')
    },
  },
  {
    name: 'POD_User_Test',
    title: 'provisioning on demand creates the user without a cycle',
    run: async (context) => {
      const button = context.entra.with({ dialect: 'legacy' })
      const sourceUser = await galleryUser(context)
      expectAction(context, await button.provision(sourceUser), 'create')
      context
        .expect((await button.provision(sourceUser)).targetId, 'the user that the next cycle finds')
        .to.be.a('string')
    },
  },
  {
    name: 'Create_Group_Test',
    title: 'a group is created and found by displayName',
    run: async (context) => {
      const { id, name } = await createGroup(context)
      context.expect(await idsFound(context, '/Groups', 'displayName', name), 'groups found').to.deep.equal([id])
    },
  },
  {
    name: 'Update_Group_Test',
    title: 'a group is found by its new displayName',
    run: async (context) => {
      const { id } = await createGroup(context)
      const name = `Team ${context.given.unique()}`
      expectSuccess(context, await context.entra.groups.rename(id, name), 'the rename')
      context.expect(await idsFound(context, '/Groups', 'displayName', name), 'groups found').to.deep.equal([id])
    },
  },
  {
    name: 'Delete_Group_Test',
    title: 'a deleted group no longer exists',
    run: async (context) => {
      const { id, name } = await createGroup(context)
      await deleteAndMiss(context, '/Groups', id)
      context.expect(await idsFound(context, '/Groups', 'displayName', name), 'groups found').to.deep.equal([])
    },
  },
  {
    name: 'Group_Update_Add_Member_Test',
    title: 'a member is added',
    run: async (context) => {
      const { id } = await createGroup(context)
      const user = await provisionedGalleryUser(context)
      expectSuccess(context, await context.entra.groups.add(id, user.id), 'Add of a member')
      context.expect(await memberIds(context, id), 'members').to.deep.equal([user.id])
    },
  },
  {
    name: 'Group_Update_Remove_Member_Test',
    title: 'a member is removed',
    run: async (context) => {
      const { id } = await createGroup(context)
      const user = await provisionedGalleryUser(context)
      expectSuccess(context, await context.entra.groups.add(id, user.id), 'Add of a member')
      expectSuccess(context, await context.entra.groups.remove(id, user.id), 'the removal of the member')
      context.expect(await memberIds(context, id), 'members').to.deep.equal([])
    },
  },
  {
    name: 'POD_Group_Test',
    title: 'provisioning on demand creates a group',
    run: async (context) => {
      const { id, name } = await createGroup(context)
      context.expect(await idsFound(context, '/Groups', 'displayName', name), 'groups found').to.deep.equal([id])
    },
  },
  {
    name: 'Restore_Group_Test',
    title: 'a group is created, deleted, and created again',
    run: async (context) => {
      const { id, name } = await createGroup(context)
      await deleteAndMiss(context, '/Groups', id)
      const again = await context.entra.groups.create(name, context.given.unique())
      expectSuccess(context, again, 'the second create of the group')
    },
  },
  {
    name: 'Schema_Discoverability_Test',
    title: 'every mapped attribute is declared in /Schemas',
    run: async (context) => {
      const { target, expect, entra } = context
      expect(target.hasSchemaDocuments ? target.schemas.size : 0, 'schemas that /Schemas lists').to.be.greaterThan(0)
      const rows = entra.mapping.mapping.attributeMappings.map(({ targetAttributeName }) => targetAttributeName)
      // externalId and other common attributes are in no schema (RFC 7643 §3.1).
      const missing = rows.filter(
        (name) => name.toLowerCase() !== 'externalid' && !target.declares(...declarationOf(name)),
      )
      expect(missing, 'mapped attributes that /Schemas does not declare').to.deep.equal([])
      if (!target.capabilities.groups) return
      for (const name of ['displayName', 'members'])
        expect(
          target.schemas.get(GROUP_SCHEMA)?.attributes?.map((attribute) => attribute.name),
          'attributes of Group in /Schemas',
        ).to.fit(() => target.declares(GROUP_SCHEMA, name), `a list with "${name}"`)
    },
  },
  {
    name: 'SCIM_Null_Update_Test',
    title: '"" and null clear optional attributes',
    run: async (context) => {
      const { target, expect } = context
      const { id } = await createUser(context)
      const names = ['title', 'nickName', 'preferredLanguage', 'userType', 'name.middleName'].filter(
        (name) => target.schemas.size > 0 && isPlainString(target, name),
      )
      if (names.length === 0) context.inapplicable('/Schemas declares no optional string attribute')
      for (const value of ['', null]) {
        const operations = names.map((path) => ({ op: 'replace' as const, path, value }))
        expectSuccess(context, await patchUser(context, id, ...operations), `Replace with ${JSON.stringify(value)}`)
        for (const name of names)
          expect(await shownAt(context, id, name), `${name} after Replace with ${JSON.stringify(value)}`).to.fit(
            isUnassigned,
            'no value',
          )
      }
    },
  },
  {
    name: 'SCIM_User_Create_Test',
    title: 'a user is created, and userName is returned',
    run: async (context) => {
      const { id, userName } = await createUser(context)
      context.expect(await shownAt(context, id, 'userName'), 'userName').to.equal(userName)
    },
  },
  {
    name: 'SCIM_User_Update_Test',
    title: 'all single-valued attributes are changed in one PATCH',
    run: async (context) => {
      const { id } = await createUser(context)
      const operations = await eligibleOperations(context, 'User')
      expectSuccess(
        context,
        await patchUser(context, id, ...operations),
        `PATCH of ${operations.map(({ path }) => path).join(', ')}`,
      )
      await expectShown(context, '/Users', id, operations)
    },
  },
  {
    name: 'SCIM_Group_Create_Test',
    title: 'a group is created, and displayName is returned',
    run: async (context) => {
      const { id, name } = await createGroup(context)
      context.expect((await context.entra.groups.readBack(id))?.['displayName'], 'displayName').to.equal(name)
    },
  },
  {
    name: 'SCIM_Group_Update_Test',
    title: 'all single-valued attributes of a group are changed in one PATCH',
    run: async (context) => {
      const { id } = await createGroup(context)
      const operations = await eligibleOperations(context, 'Group')
      expectSuccess(context, await patchObject(context, '/Groups', id, ...operations), 'PATCH of the group')
      await expectShown(context, '/Groups', id, operations)
    },
  },
  {
    name: 'Validate_Credentials_Test',
    title: 'OAuth client credentials return a token that is valid for 60 to 360 minutes',
    run: async (context) => {
      const { newToken } = context
      if (newToken === undefined)
        return context.skip('the run has no client secret; Microsoft also skips this test then', 'static-token')
      // Microsoft's test sends the secret in the form body.
      await judgeToken(context, await newToken('body'))
    },
  },
  {
    name: 'Federated_Identity_Test',
    title: 'a token from workload identity federation is accepted',
    run: async (context) => {
      if (context.federation === undefined)
        return context.skip('workload identity federation is not set up; --federated turns it on', 'static-token')
      await judgeToken(context, await context.federation.exchange())
    },
  },
  {
    name: 'SCIM_User_Pagination_Test',
    title: 'startIndex and count page through all users',
    exclusive: true,
    run: async (context) => {
      for (let index = 0; index < PAGED; index += 1) await createUser(context)
      await pagesOf(context, '/Users')
    },
  },
  {
    name: 'SCIM_Group_Pagination_Test',
    title: 'startIndex and count page through all groups',
    exclusive: true,
    run: async (context) => {
      demandGroups(context)
      for (let index = 0; index < PAGED; index += 1) await createGroup(context)
      await pagesOf(context, '/Groups')
    },
  },
  {
    name: 'SCIM_Update_Manager_Test',
    title: 'Add, Replace, and Replace with an empty value change the manager',
    run: async (context) => {
      await needAttribute(context, MANAGER)
      const [user, first, second] = [await createUser(context), await createUser(context), await createUser(context)]
      for (const [op, value] of [
        ['add', first.id],
        ['replace', second.id],
        ['replace', ''],
      ] as const) {
        expectSuccess(
          context,
          await patchUser(context, user.id, { op, path: MANAGER, value }),
          `${op} of the manager with "${value}"`,
        )
        const shown = await managerOf(context, user.id)
        context.expect(isUnassigned(shown) ? '' : shown, `the manager after ${op} with "${value}"`).to.equal(value)
      }
    },
  },
])
