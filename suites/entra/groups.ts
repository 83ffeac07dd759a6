import { answerOf, type Check, defineCheck } from '../../harness/index.ts'
import { resourcesOf } from '../../mocks/entra/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import { expectSuccess, isSuccess } from '../support/index.ts'
import { createdGroup, expectMembers, membersFor, membersIn, membersOf, usersFor } from './group-parts.ts'

const dependsOn = ['groups'] as const

/** Checks the query for a random group, with which Entra tests the connection. */
export const groupProbe: Check = defineCheck({
  id: 'entra.group.probe',
  title: "Entra's query for a random group returns 200 with an empty list",
  requirements: ['entra.group.probe'],
  dependsOn,
  readOnly: true,
  async run({ entra, expect }) {
    const response = await entra.client.probe('/Groups', 'displayName')
    expect(response, 'the probe').to.be.answered(200)
    expect(resourcesOf(response), `a ListResponse: ${answerOf(response)}`).to.deep.equal([])
    const total = isJsonObject(response.body) ? response.body['totalResults'] : undefined
    expect(total, 'totalResults of the probe').to.equal(0)
  },
})

/**
 * Checks that a group is created by Entra's POST, which has a second schema URI that only Entra uses and no members.
 */
export const groupCreate: Check = defineCheck({
  id: 'entra.group.create',
  title: "Entra's POST, with its second schema URI and without members, creates the group",
  requirements: ['entra.group.create', 'entra.group.external-id'],
  dependsOn,
  async run(context) {
    const { entra, expect, given, requirement } = context
    const [name, externalId] = [`Team ${given.unique()}`, given.unique()]
    const response = await entra.groups.create(name, externalId)
    await requirement('entra.group.create', () => {
      expect(response, 'the POST').to.be.answered(200, 201)
      expect(isJsonObject(response.body) ? response.body['id'] : undefined, 'id')
        .to.be.a('string')
        .and.not.equal('')
    })
    const id = isJsonObject(response.body) ? String(response.body['id'] ?? '') : ''
    if (id === '') return
    const shown = await entra.groups.readBack(id)
    await requirement('entra.group.create', () => expect(shown?.['displayName'], 'displayName').to.equal(name))
    await requirement('entra.group.external-id', () => expect(shown?.['externalId'], 'externalId').to.equal(externalId))
  },
})

/** Checks Entra's matching query for a group, which excludes members. */
export const groupMatch: Check = defineCheck({
  id: 'entra.group.match',
  title: 'A query by displayName finds the group, and excludedAttributes=members leaves its members out',
  requirements: ['entra.group.match', 'entra.group.members-excluded'],
  dependsOn,
  async run(context) {
    const { entra, expect, requirement } = context
    const { id, name } = await createdGroup(context)
    await createdGroup(context)
    const [user = ''] = await membersFor(context, 1)
    await entra.groups.add(id, user)
    await requirement('entra.group.match', async () =>
      expect(await entra.groups.find(name), 'groups found').to.deep.equal([id]),
    )
    await requirement('entra.group.members-excluded', async () => {
      const listed = resourcesOf(await entra.client.query('/Groups', 'displayName', name))?.[0]
      expect(membersIn(listed), 'members of the group in the list').to.deep.equal([])
      expect(membersIn(await entra.groups.readBack(id)), 'members of the group in a GET').to.deep.equal([])
    })
  },
})

/** Checks that displayName of a group is matched without regard to letter case. */
export const groupMatchAnyCase: Check = defineCheck({
  id: 'entra.group.match-ignores-case',
  title: "A query with the group's name in capitals finds the group",
  requirements: ['entra.group.match-ignores-case'],
  dependsOn,
  async run(context) {
    const { id, name } = await createdGroup(context)
    const { caseExact } = context.target.attribute('urn:ietf:params:scim:schemas:core:2.0:Group', 'displayName') ?? {}
    if (caseExact === true) return context.inapplicable('/Schemas declares displayName of groups as caseExact')
    await context.eventually(async () =>
      context.expect(await context.entra.groups.find(name.toUpperCase()), 'groups found').to.deep.equal([id]),
    )
  },
})

/** Checks that renaming a group keeps its members and that the new name can be matched. */
export const groupRename: Check = defineCheck({
  id: 'entra.group.rename',
  title: 'PATCH renames a group; the group is found by its new name and keeps its members',
  requirements: ['entra.group.rename', 'entra.group.rename-keeps-members'],
  dependsOn,
  async run(context) {
    const { entra, expect, given, requirement, eventually } = context
    const { id } = await createdGroup(context)
    const [user = ''] = await membersFor(context, 1)
    await entra.groups.add(id, user)
    const isMember = (await membersOf(context, id))?.includes(user) === true
    const renamed = `Team ${given.unique()}`
    await requirement('entra.group.rename', async () => {
      expectSuccess(context, await entra.groups.rename(id, renamed), 'the rename')
      await eventually(async () => expect(await entra.groups.find(renamed), 'groups found').to.deep.equal([id]))
    })
    if (isMember)
      await requirement('entra.group.rename-keeps-members', () =>
        expectMembers(context, id, [user], 'members after the rename'),
      )
  },
})

/** Checks that deleting a group keeps the users who were its members. */
export const groupDelete: Check = defineCheck({
  id: 'entra.group.delete',
  title: 'A deleted group is no longer found, and its members still exist as users',
  requirements: ['entra.group.delete', 'entra.group.delete-keeps-users', 'entra.group.delete-twice'],
  dependsOn,
  async run(context) {
    const { entra, expect, requirement, eventually, warn } = context
    const { id, name } = await createdGroup(context)
    const [user = ''] = await usersFor(context, 1)
    await entra.groups.add(id, user)
    const deleted = await entra.groups.delete(id)
    await requirement('entra.group.delete', async () => {
      expectSuccess(context, deleted, 'the DELETE')
      await eventually(async () => expect(await entra.groups.find(name), 'groups found').to.deep.equal([]))
    })
    await requirement('entra.group.delete-keeps-users', async () =>
      expect(await entra.readBack(user), 'the former member').to.be.an('object'),
    )
    if (!isSuccess(deleted)) return
    if (deleted.status !== 204) warn(`the DELETE is answered ${deleted.status}; Entra expects 204`)
    await requirement('entra.group.delete', async () =>
      expect(await entra.groups.readBack(id), 'the group after DELETE').to.equal(undefined),
    )
    const again = await entra.groups.delete(id)
    await requirement('entra.group.delete-twice', () =>
      expect(again, 'the second DELETE').to.be.answered(404, 410, 204),
    )
  },
})

/** Checks that membership in a group does not prevent the deletion of a user. */
export const memberDeleted: Check = defineCheck({
  id: 'entra.group.member-deleted',
  title: 'A user who is a member of a group can be deleted, and the group can still be read',
  requirements: ['entra.delete.referenced', 'entra.group.answers-after-delete'],
  dependsOn,
  async run(context) {
    const { entra, expect, requirement } = context
    const { id, name } = await createdGroup(context)
    const [user = ''] = await usersFor(context, 1)
    await entra.groups.add(id, user)
    const deleted = await entra.delete(user)
    await requirement('entra.delete.referenced', () => expectSuccess(context, deleted, 'the DELETE'))
    await requirement('entra.group.answers-after-delete', async () =>
      expect(await entra.groups.find(name), 'groups found').to.deep.equal([id]),
    )
  },
})
