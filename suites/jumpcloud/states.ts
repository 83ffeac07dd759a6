import { type Check, defineCheck } from '../../harness/index.ts'
import { tenantStory } from './tenant-story.ts'

/** Password Pending. */
export const passwordPending: Check = defineCheck({
  id: 'jumpcloud.state.password-pending',
  title: 'Users arrive Password Pending',
  requirements: ['jumpcloud.state.password-pending'],
  async run({ once, expect, jumpcloud, inapplicable, skip }) {
    if (jumpcloud.kind === 'scim')
      inapplicable('password states are seen only where the target itself writes to JumpCloud')
    const stored = (await once(tenantStory))
      .flatMap(({ passages }) => passages)
      .flatMap(({ stored: user }) => user ?? [])
    if (stored.length === 0) skip('nobody arrived in JumpCloud', 'entra-create')
    const ready = stored.filter(({ activated }) => activated !== false).map(({ username }) => username)
    expect(ready, 'users whose password is not pending').to.deep.equal([])
  },
})

/** Suspended. */
export const suspendedFollows: Check = defineCheck({
  id: 'jumpcloud.state.suspended-follows',
  title: 'suspended follows the IsSoftDeleted switch both ways',
  requirements: ['jumpcloud.state.suspended-follows'],
  async run({ once, expect, skip }) {
    const passages = (await once(tenantStory))
      .filter(({ isKeptOut }) => !isKeptOut)
      .flatMap(({ passages: of }) => of)
      .filter(({ synchronisation }) => synchronisation.action !== 'failed')
    const switched = passages.filter(({ phase }) => phase === 'disable' || phase === 'enable')
    if (switched.length === 0) skip('nobody could be disabled', 'entra-disable')
    const wrong = switched.filter(({ phase, stored }) => stored?.suspended !== (phase === 'disable'))
    const told = wrong
      .slice(0, 3)
      .map(
        ({ phase, person, stored }) =>
          `${person.mailNickname} after ${phase}: suspended ${String(stored?.suspended ?? 'unknown')}`,
      )
    expect(wrong.length, `${wrong.length} of ${switched.length} switches did not arrive: ${told.join('; ')}`).to.equal(
      0,
    )
  },
})

/** The switch has checks of its own, so that one refusal is one finding. */
const isOfThisCheck = (phase: string): boolean => phase === 'create' || phase === 'update'

/** Everyone arrives. */
export const validPeopleArrive: Check = defineCheck({
  id: 'jumpcloud.tenant.provisioned',
  title: 'Everyone whose data breaks no rule is created and updated',
  requirements: ['entra.create.default-attributes', 'entra.update.attributes'],
  async run({ once, expect, jumpcloud, requirement, warn }) {
    const valid = (await once(tenantStory)).filter(({ isKeptOut }) => !isKeptOut)
    const refused = valid.flatMap(({ case: name, passages }) =>
      passages
        .filter(({ phase, synchronisation }) => isOfThisCheck(phase) && synchronisation.action === 'failed')
        .map(({ phase, synchronisation }) => ({
          phase,
          // A server that is no JumpCloud may have narrower limits of its own, as long as ordinary people arrive.
          isItsOwnRule: jumpcloud.kind === 'scim' && name !== 'ordinary' && synchronisation.response?.status === 400,
          told: `${name} (${phase}): ${synchronisation.reason ?? synchronisation.errorCode}`,
        })),
    )
    for (const { told } of refused.filter(({ isItsOwnRule }) => isItsOwnRule))
      warn(`the server has a rule of its own: ${told}`)
    const failed = refused.filter(({ isItsOwnRule }) => !isItsOwnRule)
    for (const [id, isOfIt] of [
      ['entra.create.default-attributes', (phase: string) => phase === 'create'],
      ['entra.update.attributes', (phase: string) => phase !== 'create'],
    ] as const) {
      const told = failed.filter(({ phase }) => isOfIt(phase)).map((failure) => failure.told)
      await requirement(id, () =>
        expect(told.length, `${told.length} of ${valid.length} people failed, first: ${told[0]}`).to.equal(0),
      )
    }
  },
})

/** Kept out. */
export const invalidPeopleStayOut: Check = defineCheck({
  id: 'jumpcloud.tenant.kept-out',
  title: 'People whose data breaks a rule are refused, and leave nothing in JumpCloud',
  requirements: ['jumpcloud.validation.nothing-invalid', 'jumpcloud.validation.refused'],
  async run({ once, expect, jumpcloud, inapplicable, requirement }) {
    if (jumpcloud.kind === 'scim') inapplicable('a server that is no JumpCloud need not know its rules')
    for (const { case: name, isKeptOut, passages } of await once(tenantStory)) {
      if (!isKeptOut) continue
      const [created] = passages
      await requirement('jumpcloud.validation.refused', () =>
        expect(created?.synchronisation.action, `what became of ${name}`).to.equal('failed'),
      )
      await requirement('jumpcloud.validation.nothing-invalid', () =>
        expect(created?.stored, `the system user of ${name}`).to.equal(undefined),
      )
    }
  },
})

/** Gone. */
export const deletedIsGone: Check = defineCheck({
  id: 'jumpcloud.state.deleted',
  title: 'A deleted user is gone from JumpCloud, or suspended there',
  requirements: ['jumpcloud.state.deleted'],
  async run({ scim, given, expect, jumpcloud, inapplicable, eventually }) {
    if (jumpcloud.kind === 'scim') inapplicable('deletions are seen only where the target itself writes to JumpCloud')
    const user = await given.user()
    expect(await scim.delete(user)).to.be.success()
    await eventually(async () => {
      const left = jumpcloud.find(({ username, suspended }) => username === user['userName'] && suspended !== true)
      expect(left.length, 'system users that are left with access').to.equal(0)
    })
  },
})

/** No groups. */
export const groupsUnsupported: Check = defineCheck({
  id: 'jumpcloud.groups.unsupported',
  title: 'Groups are not offered',
  requirements: ['jumpcloud.groups.unsupported'],
  readOnly: true,
  run({ target, expect, inapplicable }) {
    if (target.observe === 'scim') inapplicable('speaks of the JumpCloud SCIM server and of bridges to it')
    expect(target.capabilities.groups, `groups: ${target.capabilityReasons.groups}`).to.equal(false)
  },
})
