import { type Check, defineCheck } from '../../harness/index.ts'
import { sourcesOf } from '../../mocks/entra/index.ts'
import { tenantStory } from './tenant-story.ts'
import { arrivedUser, expectDone, portalOf } from './users.ts'

/**
 * Checks the prerequisites of RADIUS login with Entra credentials: Company Email equals the user principal name, and
 * the password is pending.
 */
export const upnIsEmail: Check = defineCheck({
  id: 'jumpcloud.radius.upn-is-email',
  title: 'The Company Email of every user is the user principal name, and the password is pending',
  requirements: ['jumpcloud.radius.upn-is-email', 'jumpcloud.radius.pending', 'jumpcloud.validation.without-mailbox'],
  async run(context) {
    const { entra, expect, inapplicable, once, requirement, skip } = context
    portalOf(context)
    const email = entra.mapping.mapping.attributeMappings.find(
      ({ targetAttributeName }) => targetAttributeName === 'emails[type eq "work"].value',
    )
    if (email === undefined || !sourcesOf(email).includes('userPrincipalName'))
      inapplicable('the mapping does not map userPrincipalName to the e-mail address, as the article requires')
    const arrivals = (await once(tenantStory))
      .flatMap(({ results }) => results)
      .filter(({ synchronisation, stored }) => stored !== undefined && synchronisation.action !== 'failed')
    if (arrivals.length === 0) skip('no user arrived in JumpCloud', 'entra.create')
    const others = arrivals.filter(
      ({ sourceUser, stored }) => stored?.email.toLowerCase() !== sourceUser.userPrincipalName.toLowerCase(),
    )
    const examples = others
      .slice(0, 3)
      .map(({ sourceUser, stored }) => `${sourceUser.userPrincipalName} has ${stored?.email}`)
    await requirement('jumpcloud.radius.upn-is-email', () =>
      expect(
        others.length,
        `${others.length} of ${arrivals.length} users have another Company Email: ${examples.join(', ')}`,
      ).to.equal(0),
    )
    const withoutMailbox = others.filter(({ sourceUser }) => sourceUser.mail === null)
    await requirement('jumpcloud.validation.without-mailbox', () =>
      expect(withoutMailbox.length, 'users without a mailbox who have another Company Email').to.equal(0),
    )
    const ready = arrivals.filter(({ stored }) => stored?.activated !== false)
    await requirement('jumpcloud.radius.pending', () =>
      expect(ready.length, 'users who have a password in JumpCloud').to.equal(0),
    )
  },
})

/** Checks that a RADIUS server that verifies passwords with Entra rejects disabled and deleted users. */
export const suspendedRejected: Check = defineCheck({
  id: 'jumpcloud.radius.suspended-kept-out',
  title:
    'A RADIUS server with authIdp AZURE rejects users who are disabled or deleted in Entra, and accepts them after they are enabled again',
  requirements: ['jumpcloud.radius.suspended-kept-out'],
  async run(context) {
    const portal = portalOf(context)
    const { entra, expect, eventually } = context
    const radius = await portal.radiusServer()
    const user = await arrivedUser(context)
    await radius.bind(user.stored._id)
    const login = user.stored.email
    const expectLogin = (wanted: boolean, when: string): Promise<unknown> =>
      eventually(async () => {
        const verdict = radius.judge(login)
        expect(verdict.isLetIn ? 'accepted' : `rejected (${verdict.reason})`, `${login} ${when}`).to.fit(
          () => verdict.isLetIn === wanted,
          wanted ? 'accepted' : 'rejected',
        )
      })
    await expectLogin(true, 'while enabled in Entra, with a pending password')
    expectDone(context, await entra.disable(user.sourceUser, user.id), 'the disable')
    await expectLogin(false, 'after being disabled in Entra')
    expectDone(context, await entra.update(user.sourceUser, user.id), 'the enable')
    await expectLogin(true, 'after being enabled again')
    expect((await entra.delete(user.id)).status, 'status of the DELETE').to.equal(204)
    await expectLogin(false, 'after being deleted in Entra')
  },
})
