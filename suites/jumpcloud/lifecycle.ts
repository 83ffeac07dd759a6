import { type Check, defineCheck } from '../../harness/index.ts'
import { ordinaryUser } from '../../mocks/entra/index.ts'
import { PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import { isSuccess } from '../support/index.ts'
import { arrivedUser, expectDone, expectStored, mappedProperties, mappedUserName, portalOf } from './users.ts'

/** Checks that a user who was deleted and provisioned again is one system user with access and the new data. */
export const reCreated: Check = defineCheck({
  id: 'jumpcloud.lifecycle.re-created',
  title: 'A user who was deleted and created again is one system user, with access and the new values',
  requirements: ['jumpcloud.lifecycle.re-created'],
  async run(context) {
    const { entra, expect, jumpcloud, skip } = context
    portalOf(context)
    const { sourceUser, id, userName } = await arrivedUser(context)
    if (!isSuccess(await entra.delete(id))) return skip('the user cannot be deleted', 'jumpcloud.state.deleted')
    const returning = { ...sourceUser, displayName: 'Jane Roe' }
    const back = await entra.provision(returning)
    expectDone(context, back, 'the second create')
    await expectStored(
      context,
      { id: back.targetId ?? id, userName },
      { ...mappedProperties(context, returning, ['displayname'], 'create'), suspended: false, activated: false },
      'after the second create',
    )
    expect(
      jumpcloud.find(({ username }) => username === userName).length,
      'number of system users for the user',
    ).to.equal(1)
  },
})

/** Checks that a user created as disabled has no access until enabled. */
export const createdDisabled: Check = defineCheck({
  id: 'jumpcloud.lifecycle.created-disabled',
  title: 'A user who is created inactive has no access, and has access after being enabled',
  requirements: ['jumpcloud.lifecycle.created-disabled'],
  async run(context) {
    const { entra, expect, given, jumpcloud, note } = context
    portalOf(context)
    await arrivedUser(context)
    const sourceUser = ordinaryUser(given.unique())
    const disabled = await entra.provision({ ...sourceUser, IsSoftDeleted: 'True' })
    const userName = mappedUserName(disabled)
    if (disabled.action === 'create') {
      const resource = { id: disabled.targetId ?? '', userName }
      await expectStored(context, resource, { suspended: true }, 'of a user who is created inactive')
    } else note('the server rejects a user who is created inactive, as JumpCloud documents for its own server')
    const open = jumpcloud.find((user) => user.username === userName && user.suspended !== true)
    expect(open.length, 'system users with access').to.equal(0)
    const enabled = await entra.provision(sourceUser)
    expectDone(context, enabled, 'the evaluation after the user was enabled')
    await expectStored(context, { id: enabled.targetId ?? '', userName }, { suspended: false }, 'after the enable')
  },
})

/** Checks that a value edited in JumpCloud is returned, so that Entra's next evaluation overwrites it. */
export const overwrites: Check = defineCheck({
  id: 'jumpcloud.lifecycle.overwrites',
  title: "A value that was changed in JumpCloud is returned, and Entra's next evaluation overwrites it",
  requirements: ['jumpcloud.lifecycle.overwrites', 'jumpcloud.drift.not-written-back'],
  async run(context) {
    const portal = portalOf(context)
    const { entra, expect, eventually, inapplicable, requirement } = context
    const user = await arrivedUser(context)
    const wanted = mappedProperties(context, user.sourceUser, ['displayname'])
    if (Object.keys(wanted).length === 0) inapplicable('the mapping does not send displayName with an update')
    await portal.edit(user.stored._id, { displayname: 'Typed in JumpCloud' })
    await requirement('jumpcloud.drift.not-written-back', () =>
      eventually(async () =>
        expect((await entra.readBack(user.id))?.['displayName'], 'the returned displayName').to.equal(
          'Typed in JumpCloud',
        ),
      ),
    )
    expectDone(context, await entra.update(user.sourceUser, user.id), 'the next evaluation')
    await requirement('jumpcloud.lifecycle.overwrites', () =>
      expectStored(context, user, wanted, 'after the next evaluation'),
    )
  },
})

/** Checks that a new userName is stored or rejected on both sides alike. */
export const renamed: Check = defineCheck({
  id: 'jumpcloud.lifecycle.renamed',
  title: 'A new userName arrives in JumpCloud, or is rejected and the old name stays on both sides',
  requirements: ['jumpcloud.lifecycle.renamed'],
  async run(context) {
    portalOf(context)
    const { entra, expect, given } = context
    const user = await arrivedUser(context)
    const wanted = given.unique()
    const response = await entra.client.patch('/Users', user.id, {
      schemas: [PATCH_OP_MESSAGE],
      Operations: [{ op: 'replace', path: 'userName', value: wanted }],
    })
    const kept = isSuccess(response) ? wanted : user.userName
    await expectStored(context, { id: user.id, userName: kept }, { username: kept }, `after ${response.status}`)
    expect((await entra.readBack(user.id))?.['userName'], 'the returned userName').to.equal(kept)
  },
})

/** Checks that a rename is rejected visibly if JumpCloud rejects it because devices or networks use the name. */
export const renamedWhileBound: Check = defineCheck({
  id: 'jumpcloud.lifecycle.renamed-while-bound',
  title:
    'If JumpCloud rejects a rename because the user is bound to a resource, the server returns an error and the old name',
  requirements: ['jumpcloud.lifecycle.bound-rename', 'jumpcloud.arrival.failure-told'],
  async run(context) {
    const portal = portalOf(context)
    const { entra, expect, given, requirement } = context
    const user = await arrivedUser(context)
    await (await portal.radiusServer()).bind(user.stored._id)
    const response = await entra.client.patch('/Users', user.id, {
      schemas: [PATCH_OP_MESSAGE],
      Operations: [{ op: 'replace', path: 'userName', value: given.unique() }],
    })
    await requirement('jumpcloud.arrival.failure-told', () => expect(response, 'the PATCH').to.be.answered([400, 499]))
    await requirement('jumpcloud.lifecycle.bound-rename', async () => {
      await expectStored(context, user, { username: user.userName }, 'after the rejected rename')
      expect((await entra.readBack(user.id))?.['userName'], 'the returned userName').to.equal(user.userName)
    })
  },
})

/** Checks that JumpCloud records SCIM as the source of the user. */
export const creationSource: Check = defineCheck({
  id: 'jumpcloud.lifecycle.creation-source',
  title: 'A user who was created by SCIM has creationSource jumpcloud:scim',
  requirements: ['jumpcloud.lifecycle.creation-source'],
  async run(context) {
    portalOf(context)
    const { stored } = await arrivedUser(context)
    context.expect(stored['creationSource'], 'creationSource').to.equal('jumpcloud:scim')
  },
})

/** Checks that updates in the run's dialect are not answered with success and then ignored. */
export const updatesArrive: Check = defineCheck({
  id: 'jumpcloud.lifecycle.legacy-updates',
  title:
    'An update and a disable in the dialect of the run arrive in JumpCloud or are rejected; they are not ignored silently',
  requirements: ['jumpcloud.lifecycle.legacy-updates'],
  async run(context) {
    portalOf(context)
    const { entra, note } = context
    const user = await arrivedUser(context)
    const updatedUser = { ...user.sourceUser, displayName: 'Jane Roe', givenName: 'Janet' }
    const updated = await entra.update(updatedUser, user.id)
    const wanted = mappedProperties(context, updatedUser, ['displayname', 'firstname'])
    if (updated.action !== 'failed') await expectStored(context, user, wanted, 'after an update answered 2xx')
    else note(`the server rejects the update in the ${entra.dialect} dialect`)
    const disabled = await entra.disable(updatedUser, user.id)
    if (disabled.action === 'update')
      await expectStored(context, user, { suspended: true }, 'after a disable answered 2xx')
    else note(`the server rejects the disable in the ${entra.dialect} dialect`)
  },
})
