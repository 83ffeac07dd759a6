import { answerOf, type Check, defineCheck } from '../../harness/index.ts'
import { resourcesOf } from '../../mocks/entra/index.ts'
import { outcomeOf } from '../support/index.ts'
import { needAttribute } from './declared-away.ts'
import { requireDifference } from './difference.ts'
import { afterSending, expectNothingSentAgain } from './sent-again.ts'
import { expectAction, provisionedUser } from './source-users.ts'
import { idOf, shownAt } from './wire.ts'

/** Checks that disabling a user changes only `active`. */
export const disableKeepsRest: Check = defineCheck({
  id: 'entra.disable.keeps-rest',
  title: 'A disabled user still exists, and all other attributes are unchanged',
  requirements: ['entra.disable.keeps-rest'],
  async run(context) {
    const { entra, expect, skip } = context
    const { sourceUser, id } = await provisionedUser(context)
    const before = await entra.readBack(id)
    const disabled = await entra.disable(sourceUser, id)
    if (disabled.action !== 'update')
      return skip(`the user cannot be disabled: ${outcomeOf(disabled)}`, 'active.changes')
    const after = await entra.readBack(id)
    expect(after, 'the disabled user').to.be.an('object')
    for (const name of ['userName', 'displayName', 'name', 'emails'])
      expect(after?.[name], `${name} of the disabled user`).to.deep.equal(before?.[name])
  },
})

/** Checks that the new state is returned after a disable; otherwise Entra would send it again in every cycle. */
export const disabledTwice: Check = defineCheck({
  id: 'entra.disable.shown',
  title: 'After disabling, active is returned as false, so that Entra does not send it again',
  requirements: ['entra.disable.shown'],
  async run(context) {
    const { entra, skip } = context
    const { sourceUser, id } = await provisionedUser(context)
    const disabled = await entra.disable(sourceUser, id)
    if (disabled.action !== 'update')
      return skip(`the user cannot be disabled: ${outcomeOf(disabled)}`, 'active.changes')
    const again = await entra.disable(sourceUser, id)
    expectNothingSentAgain(context, again.changes)
  },
})

/** Checks that one PATCH can enable a user and change other attributes. */
export const rehired: Check = defineCheck({
  id: 'entra.enable.with-changes',
  title: 'One PATCH enables a returning user and changes other attributes',
  requirements: ['entra.enable.with-changes'],
  dependsOn: ['match.user'],
  async run(context) {
    const { entra, expect, skip } = context
    const { sourceUser, id } = await provisionedUser(context)
    const disabled = await entra.disable(sourceUser, id)
    if (disabled.action !== 'update')
      return skip(`the user cannot be disabled: ${outcomeOf(disabled)}`, 'active.changes')
    const returning = { ...sourceUser, surname: 'Roe' }
    if (entra.mapped(returning).has('name.familyName')) await needAttribute(context, 'name.familyName')
    const back = await entra.provision(returning)
    expectAction(context, back, 'update')
    await context.eventually(async () => {
      expect(await shownAt(context, id, 'active'), `active ${afterSending(back)}`).to.equal(true)
      const wanted = [entra.mapped(returning).get('name.familyName'), undefined]
      expect(await shownAt(context, id, 'name.familyName'), 'name.familyName').to.be.oneOf(wanted)
    })
  },
})

/** Checks that a deleted user is no longer found and that the same user can be created again. */
export const deletedIsNotFound: Check = defineCheck({
  id: 'entra.delete.not-found',
  title: 'A deleted user is no longer found, and can be created again',
  requirements: ['entra.delete.hidden', 'entra.delete.recreate'],
  async run(context) {
    const { entra, expect, requirement, skip } = context
    const { sourceUser, id } = await provisionedUser(context)
    const deleted = await entra.delete(id)
    if (deleted.status >= 300) return skip(`the DELETE is answered ${deleted.status}`, 'entra.delete')
    const [matching] = entra.mapping.matching
    const mapped = entra.mapping.map(sourceUser, 'update', { now: () => new Date(0), random: context.random })
    const value = mapped.attributes.find(({ row }) => row === matching?.row)?.value
    await requirement('entra.delete.hidden', () =>
      context.eventually(async () => {
        const response = await entra.client.query('/Users', matching?.target ?? 'userName', String(value))
        expect(
          resourcesOf(response)?.length,
          `users that the query finds after the DELETE (it was answered ${answerOf(response)})`,
        ).to.equal(0)
      }),
    )
    const again = await entra.provision(sourceUser)
    await requirement('entra.delete.recreate', () => expectAction(context, again, 'create'))
  },
})

/** Checks that a second DELETE of a user, which Entra may send again, is not a server error. */
export const deletedTwice: Check = defineCheck({
  id: 'entra.delete.twice',
  title: 'A second DELETE returns 404, and never a server error',
  requirements: ['entra.delete.twice'],
  async run(context) {
    const { entra, expect } = context
    const { id } = await provisionedUser(context)
    await entra.delete(id)
    const again = await entra.delete(id)
    expect(again, 'the second DELETE').to.be.answered(404, 410, 204)
  },
})

/** Checks that a user can be created in the disabled state. */
export const createdDisabled: Check = defineCheck({
  id: 'entra.create.disabled',
  title: 'A user who is created inactive stays inactive',
  requirements: ['entra.create.disabled'],
  async run(context) {
    const { entra, expect, given, inapplicable } = context
    const body = await given.userBody({ active: false })
    const response = await entra.client.create('/Users', body)
    if (response.status >= 300)
      return inapplicable(`the server rejects an inactive user: the POST was answered ${answerOf(response)}`)
    const id = idOf(context, response)
    expect(await shownAt(context, id, 'active'), 'active after a POST with active false').to.equal(false)
  },
})

/** Checks provisioning on demand, which sends the legacy dialect even if the tenant has set the flag. */
export const onDemand: Check = defineCheck({
  id: 'entra.on-demand.user',
  title: 'Provisioning on demand, which always uses the legacy dialect, creates and updates a user',
  requirements: ['entra.on-demand.create', 'entra.on-demand.update'],
  dependsOn: ['match.user'],
  async run(context) {
    const { expect, requirement } = context
    const button = context.entra.with({ dialect: 'legacy' })
    const probe = await button.probe()
    await requirement('entra.on-demand.create', () => expect(probe.status, 'status of the probe').to.equal(200))
    const { sourceUser, id } = await provisionedUser(context)
    const unchanged = await button.provision(sourceUser)
    await requirement('entra.on-demand.create', () =>
      expect(unchanged.targetId, `the user found (${outcomeOf(unchanged)})`).to.equal(id),
    )
    const updatedUser = { ...sourceUser, displayName: 'Jane Roe', surname: 'Roe' }
    await requireDifference(context, sourceUser, updatedUser)
    const updated = await button.provision(updatedUser)
    await requirement('entra.on-demand.update', () => expectAction(context, updated, 'update'))
  },
})

/** Checks that users with the same display name are kept apart by their sign-in names. */
export const namesakes: Check = defineCheck({
  id: 'entra.create.namesakes',
  title: 'Two users with the same first and last name and different user names are created as two users',
  requirements: ['entra.create.namesakes'],
  dependsOn: ['match.user'],
  async run(context) {
    const [first, second] = [await provisionedUser(context), await provisionedUser(context)]
    context.expect(second.id, 'id of the second user').to.not.equal(first.id)
    const again = await context.entra.provision(first.sourceUser)
    context.expect(again.targetId, 'id of the first user in the next cycle').to.equal(first.id)
  },
})
