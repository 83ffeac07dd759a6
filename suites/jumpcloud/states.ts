import { type Check, type CheckContext, defineCheck, type SystemUser } from '../../harness/index.ts'
import { type PhaseResult, tenantStory } from './tenant-story.ts'
import { type ArrivedUser, arrivedUser, expectDone, expectStored, mappedProperties, portalOf } from './users.ts'

async function resultsOf({ once }: Pick<CheckContext, 'once'>): Promise<PhaseResult[]> {
  return (await once(tenantStory))
    .filter(({ broken }) => broken === undefined)
    .flatMap(({ results }) => results)
    .filter(({ synchronisation }) => synchronisation.action !== 'failed')
}

/** Asserts a property of every system user that the tenant created. */
async function expectOfEachUser(
  context: CheckContext,
  phases: readonly PhaseResult['phase'][],
  wrong: (user: SystemUser) => boolean,
  what: string,
): Promise<void> {
  if (context.jumpcloud.kind === 'scim')
    context.inapplicable('states can be observed only if the server itself writes to JumpCloud')
  const seen = (await resultsOf(context)).filter(({ phase, stored }) => phases.includes(phase) && stored !== undefined)
  if (seen.length === 0) context.skip('no user arrived in JumpCloud', 'entra.create')
  const differences = seen.flatMap(({ phase, stored }) =>
    stored !== undefined && wrong(stored) ? [`${stored.username} after ${phase}`] : [],
  )
  context.expect(differences.slice(0, 5), what).to.deep.equal([])
}

/** Checks that users created by SCIM have the state Password Pending and that no request changes that. */
export const passwordPending: Check = defineCheck({
  id: 'jumpcloud.state.password-pending',
  title: 'Users arrive in the state Password Pending, and updates, disabling and enabling do not change that',
  requirements: ['jumpcloud.state.password-pending', 'jumpcloud.state.password-pending-kept'],
  async run(context) {
    const isReady = (user: SystemUser): boolean => user.activated !== false
    const what = 'users whose password is not pending'
    const { requirement } = context
    await requirement('jumpcloud.state.password-pending', () => expectOfEachUser(context, ['create'], isReady, what))
    await requirement('jumpcloud.state.password-pending-kept', () =>
      expectOfEachUser(context, ['update', 'disable', 'enable'], isReady, what),
    )
  },
})

/** Checks that `state` and `suspended`, which both express a suspension, agree. */
export const stateInStep: Check = defineCheck({
  id: 'jumpcloud.state.in-step',
  title: 'JumpCloud accepts a disable and an enable, and state agrees with suspended',
  requirements: ['jumpcloud.state.in-step'],
  async run(context) {
    portalOf(context)
    const { entra, expect, jumpcloud, skip } = context
    const user = await arrivedUser(context)
    expectDone(context, await entra.disable(user.sourceUser, user.id), 'the disable')
    const disabled = await jumpcloud.systemUser(user, ({ suspended }) => suspended)
    if (disabled?.suspended !== true)
      return skip('an accepted disable does not arrive in JumpCloud', 'jumpcloud.state.suspended-follows')
    expect(disabled['state'], 'state after the disable').to.equal('SUSPENDED')
    expectDone(context, await entra.update(user.sourceUser, user.id), 'the enable')
    await expectStored(context, user, { suspended: false, state: 'ACTIVATED' }, 'after the enable')
  },
})

/** Checks that the IsSoftDeleted switch suspends and unsuspends the user. */
export const suspendedFollows: Check = defineCheck({
  id: 'jumpcloud.state.suspended-follows',
  title: 'suspended follows the IsSoftDeleted switch in both directions',
  requirements: ['jumpcloud.state.suspended-follows'],
  dependsOn: ['patch.active-string', 'patch.active-boolean'],
  async run(context) {
    const { expect, inapplicable, jumpcloud, once, skip } = context
    if (jumpcloud.kind === 'scim' && (await once(tenantStory)).every(({ broken }) => broken !== undefined))
      inapplicable('JumpCloud would reject every user of this mapping')
    const switched = (await resultsOf(context)).filter(({ phase }) => phase === 'disable' || phase === 'enable')
    if (switched.length === 0) skip('no user could be disabled', 'active.changes')
    const wrong = switched.filter(({ phase, stored }) => stored?.suspended !== (phase === 'disable'))
    const examples = wrong
      .slice(0, 3)
      .map(
        ({ phase, sourceUser, stored }) =>
          `${sourceUser.mailNickname} after ${phase}: suspended ${String(stored?.suspended ?? 'unknown')}`,
      )
    expect(
      wrong.length,
      `${wrong.length} of ${switched.length} switches did not arrive: ${examples.join('; ')}`,
    ).to.equal(0)
  },
})

/** States in JumpCloud that do not affect `active`, one per line. */
const ACTIVE_STATES: readonly (readonly [
  name: string,
  title: string,
  edit: Readonly<Record<string, boolean | string>>,
])[] = [
  ['pending', 'A user whose password is pending is active', {}],
  ['locked', 'A user whose account is locked is active', { account_locked: true }],
]

/** Checks that a user in another state than suspended is still returned as active. */
export const stillActive: readonly Check[] = ACTIVE_STATES.map(([name, title, edit]) =>
  defineCheck({
    id: `jumpcloud.state.${name}-is-active`,
    title,
    requirements: [`jumpcloud.state.${name}-is-active`],
    async run(context) {
      const portal = portalOf(context)
      const user = await arrivedUser(context)
      if (Object.keys(edit).length > 0) await portal.edit(user.stored._id, { ...edit })
      await expectActive(context, user)
    },
  }),
)

async function expectActive(context: CheckContext, { id, sourceUser }: ArrivedUser): Promise<void> {
  const { entra, expect } = context
  expect((await entra.readBack(id))?.['active'], 'active').to.equal(true)
  expect(await entra.compare(sourceUser, id), 'changes that Entra would send in each cycle').to.deep.equal([])
}

/** Checks a Staged user, which new users of an organization may be. */
export const stagedIsActive: Check = defineCheck({
  id: 'jumpcloud.state.staged-is-active',
  title: 'A user who is Staged is active, and an update leaves the user Staged',
  requirements: ['jumpcloud.state.staged-is-active'],
  async run(context) {
    const portal = portalOf(context)
    const { entra } = context
    const user = await arrivedUser(context)
    portal.stage(user.stored._id)
    await expectActive(context, user)
    const updatedUser = { ...user.sourceUser, displayName: 'Jane Roe' }
    expectDone(context, await entra.update(updatedUser, user.id), 'the update')
    const wanted = mappedProperties(context, updatedUser, ['displayname'])
    await expectStored(context, user, { ...wanted, state: 'STAGED', suspended: false }, 'after the update')
  },
})

/** Checks that a deleted user has no access: the system user is removed or suspended. */
export const deletedIsGone: Check = defineCheck({
  id: 'jumpcloud.state.deleted',
  title: 'A deleted user no longer exists in JumpCloud, or is suspended there',
  requirements: ['jumpcloud.state.deleted'],
  async run(context) {
    const { entra, expect, eventually, jumpcloud } = context
    portalOf(context)
    const { id, userName } = await arrivedUser(context)
    expect((await entra.delete(id)).status, 'status of the DELETE').to.equal(204)
    await eventually(async () => {
      const left = jumpcloud.find(({ username, suspended }) => username === userName && suspended !== true)
      expect(left.length, 'system users that are left with access').to.equal(0)
    })
  },
})
