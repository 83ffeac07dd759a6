import { answerOf, type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import type { EntraResponse } from '../../mocks/entra/index.ts'
import { PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import { isSuccess } from '../support/index.ts'
import { type ArrivedUser, arrivedUser, expectDone, expectStored, mappedProperties, portalOf } from './users.ts'

/** Sends a change of only `active`, in the run's dialect. */
export function sendActive(
  { entra }: Pick<CheckContext, 'entra'>,
  id: string,
  active: boolean,
): Promise<EntraResponse> {
  const isLegacy = entra.dialect === 'legacy'
  const value = isLegacy ? (active ? 'True' : 'False') : active
  const op = isLegacy ? 'Replace' : 'replace'
  return entra.client.patch('/Users', id, { schemas: [PATCH_OP_MESSAGE], Operations: [{ op, path: 'active', value }] })
}

/** Provisions and disables a user; skips the check if either fails. */
async function disabledUser(context: CheckContext): Promise<ArrivedUser> {
  const { entra, jumpcloud, skip } = context
  const user = await arrivedUser(context)
  const done = await entra.disable(user.sourceUser, user.id)
  const stored = await jumpcloud.systemUser(user, ({ suspended }) => suspended)
  if (done.action === 'failed' || stored?.suspended !== true)
    return skip('a disable does not arrive in JumpCloud', 'jumpcloud.state.suspended-follows')
  return user
}

const CHANGED = ['displayname', 'firstname', 'lastname', 'jobTitle', 'department']

/** Checks that a disabled user can be changed without being enabled. */
export const changesOfDisabled: Check = defineCheck({
  id: 'jumpcloud.disabled.changes-arrive',
  title: 'Changes to a disabled user arrive in JumpCloud, and the user stays suspended',
  requirements: ['jumpcloud.disabled.changes-arrive', 'jumpcloud.disabled.stays-suspended'],
  async run(context) {
    portalOf(context)
    const { entra, requirement } = context
    const user = await disabledUser(context)
    const updatedUser = {
      ...user.sourceUser,
      displayName: 'Jane Roe',
      givenName: 'Janet',
      surname: 'Roe',
      jobTitle: 'Former lead',
      department: 'Archive',
      userPrincipalName: `former.${user.sourceUser.userPrincipalName}`,
    }
    const done = await entra.disable(updatedUser, user.id)
    await requirement('jumpcloud.disabled.changes-arrive', async () => {
      expectDone(context, done, 'the update of a disabled user')
      await expectStored(
        context,
        user,
        mappedProperties(context, updatedUser, CHANGED),
        'after the update of a disabled user',
      )
    })
    await requirement('jumpcloud.disabled.stays-suspended', () =>
      expectStored(context, user, { suspended: true }, 'after the update of a disabled user'),
    )
  },
})

/** Checks that one PATCH can enable a user and change other attributes. */
export const enabledWithChanges: Check = defineCheck({
  id: 'jumpcloud.disabled.enabled-with-changes',
  title: 'A PATCH that enables a user and changes other attributes applies both',
  requirements: ['jumpcloud.disabled.enabled-with-changes'],
  async run(context) {
    portalOf(context)
    const { entra } = context
    const user = await disabledUser(context)
    const updatedUser = { ...user.sourceUser, displayName: 'Jane Roe', jobTitle: 'Lead again' }
    expectDone(context, await entra.update(updatedUser, user.id), 'the enable with changes')
    const wanted = mappedProperties(context, updatedUser, ['displayname', 'jobTitle'])
    await expectStored(
      context,
      user,
      { ...wanted, suspended: false },
      'after a PATCH that enables and changes the user',
    )
  },
})

/** Checks that disabling a disabled user and enabling an enabled one succeed without effect. */
export const repeated: Check = defineCheck({
  id: 'jumpcloud.disabled.repeated',
  title: 'Disabling a disabled user and enabling an enabled user succeed and change nothing',
  requirements: ['jumpcloud.disabled.repeated'],
  async run(context) {
    portalOf(context)
    const { expect, skip } = context
    const user = await arrivedUser(context)
    for (const active of [false, true]) {
      const first = await sendActive(context, user.id, active)
      if (!isSuccess(first)) return skip(`a PATCH of active is rejected: ${answerOf(first)}`, 'active.changes')
      await expectStored(context, user, { suspended: !active }, `after active ${active}`)
      const second = await sendActive(context, user.id, active)
      expect(second, `active ${active} for the second time`).to.be.answered([200, 299])
      await expectStored(context, user, { suspended: !active }, `after active ${active} for the second time`)
    }
  },
})

/** Checks that a disabled user can be deleted and does not regain access. */
export const disabledDeleted: Check = defineCheck({
  id: 'jumpcloud.disabled.deleted',
  title: 'A disabled user can be deleted, and then has no access',
  requirements: ['jumpcloud.disabled.deleted'],
  async run(context) {
    portalOf(context)
    const { entra, eventually, expect, jumpcloud } = context
    const { id, userName } = await disabledUser(context)
    const { status, text } = await entra.delete(id)
    expect({ status, text }, 'the DELETE of a disabled user').to.be.answered(204)
    await eventually(async () => {
      const open = jumpcloud.find(({ username, suspended }) => username === userName && suspended !== true)
      expect(open.length, 'system users that have access after the DELETE').to.equal(0)
      expect((await entra.client.read('/Users', id)).status, 'status of a GET after the DELETE').to.equal(404)
    })
  },
})
