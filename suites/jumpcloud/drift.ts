import { type Check, defineCheck } from '../../harness/index.ts'
import { arrivedUser, expectDone, expectStored, portalOf } from './users.ts'

/**
 * Checks that a suspension by a JumpCloud administrator is returned as `active: false`, and that Entra's next
 * evaluation enables the user.
 */
export const suspendedElsewhere: Check = defineCheck({
  id: 'jumpcloud.drift.suspended-elsewhere',
  title: "A user who was suspended in JumpCloud is returned as inactive, and Entra's next evaluation enables the user",
  requirements: ['jumpcloud.drift.suspended-elsewhere'],
  async run(context) {
    const portal = portalOf(context)
    const { entra, expect, eventually } = context
    const user = await arrivedUser(context)
    await portal.edit(user.stored._id, { suspended: true })
    await eventually(async () => expect((await entra.readBack(user.id))?.['active'], 'active').to.equal(false))
    expectDone(context, await entra.update(user.sourceUser, user.id), 'the next evaluation')
    await expectStored(context, user, { suspended: false }, 'after the next evaluation')
  },
})

/**
 * Checks that an expired password, which makes `active` false, and the PATCH that Entra then sends have no other
 * effect.
 */
export const expiredPassword: Check = defineCheck({
  id: 'jumpcloud.drift.expired-password',
  title: 'An expired password makes active false; Entra tries to change active back, and its PATCH has no side effects',
  requirements: ['jumpcloud.drift.expired-password', 'jumpcloud.drift.expired-password-flaps'],
  async run(context) {
    const portal = portalOf(context)
    const { entra, expect, eventually, note, requirement } = context
    const user = await arrivedUser(context)
    await portal.expirePassword(user.stored._id)
    await requirement('jumpcloud.drift.expired-password', () =>
      eventually(async () => expect((await entra.readBack(user.id))?.['active'], 'active').to.equal(false)),
    )
    const next = await entra.update(user.sourceUser, user.id)
    if (next.changes.length > 0)
      note(
        `Entra sends ${next.changes.map(({ op, target }) => `${op} ${target}`).join(', ')} in each evaluation until the user has a new password`,
      )
    await requirement('jumpcloud.drift.expired-password-flaps', async () => {
      expectDone(context, next, 'the evaluation of a user whose password has expired')
      await expectStored(context, user, { suspended: false, password_expired: true }, 'after the evaluation')
    })
  },
})
