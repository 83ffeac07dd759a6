import { type Check, defineCheck } from '../../harness/index.ts'
import { outcomeOf } from '../support/index.ts'
import { tenantStory } from './tenant-story.ts'

/** Leaves out the phases of disabling and enabling, which other checks judge, so that one rejection is one finding. */
const isOfThisCheck = (phase: string): boolean => phase === 'create' || phase === 'update'

/** Checks that every user with valid data is created and updated. */
export const validUsersArrive: Check = defineCheck({
  id: 'jumpcloud.tenant.provisioned',
  title: 'Every user whose data violates no rule is created and updated',
  requirements: ['entra.create.default-attributes', 'entra.update.attributes'],
  async run({ once, expect, jumpcloud, requirement, warn }) {
    const isBridge = jumpcloud.kind === 'jumpcloud'
    const stories = await once(tenantStory)
    // A mapping that JumpCloud would reject entirely is meant for another server.
    const isForJumpCloud = stories.some(({ broken }) => broken === undefined)
    const valid = stories.filter(({ broken }) => broken === undefined || (!isBridge && !isForJumpCloud))
    const wasAnyCreated = stories.some(({ results: [first] }) => first?.synchronisation.action === 'create')
    if (valid.length === 0 && !wasAnyCreated) {
      const [first] = stories
      const message = `no user is created, because JumpCloud would reject the values of the mapping, such as those of ${first?.case}: ${first?.broken}`
      await requirement('entra.create.default-attributes', () => expect.fail('none', 'created users', message))
    }
    const rejected = valid.flatMap(({ case: name, results }) =>
      results
        .filter(({ phase, synchronisation }) => isOfThisCheck(phase) && synchronisation.action === 'failed')
        .map(({ phase, synchronisation }) => ({
          phase,
          // A server that is not JumpCloud may have stricter limits, as long as ordinary users are provisioned.
          isAdditionalRule: !isBridge && name !== 'ordinary' && synchronisation.response?.status === 400,
          message: `${name} (${phase}): ${outcomeOf(synchronisation)}`,
        })),
    )
    for (const { message } of rejected.filter(({ isAdditionalRule }) => isAdditionalRule))
      warn(`the server has an additional rule: ${message}`)
    const failed = rejected.filter(({ isAdditionalRule }) => !isAdditionalRule)
    for (const [id, isOfRequirement] of [
      ['entra.create.default-attributes', (phase: string) => phase === 'create'],
      ['entra.update.attributes', (phase: string) => phase !== 'create'],
    ] as const) {
      const messages = failed.filter(({ phase }) => isOfRequirement(phase)).map((failure) => failure.message)
      await requirement(id, () =>
        expect(
          messages.length,
          `${messages.length} of ${valid.length} users failed; the first is ${messages[0]}`,
        ).to.equal(0),
      )
    }
  },
})

/** Checks that users with invalid data are rejected and leave no record in JumpCloud. */
export const invalidUsersStayOut: Check = defineCheck({
  id: 'jumpcloud.tenant.kept-out',
  title: 'Users whose data violates a rule are rejected, and nothing of them is in JumpCloud',
  requirements: [
    'jumpcloud.validation.nothing-invalid',
    'jumpcloud.validation.refused',
    'jumpcloud.validation.username-nickname',
  ],
  async run({ once, expect, jumpcloud, inapplicable, requirement, skip }) {
    if (jumpcloud.kind === 'scim') inapplicable('a server other than JumpCloud does not need to know its rules')
    const kept = (await once(tenantStory)).filter(({ broken }) => broken !== undefined)
    if (kept.length === 0) skip('the values of all users satisfy the rules')
    for (const { case: name, broken, results } of kept) {
      const [created] = results
      const isNickname = /^(?:guest|nickname)/.test(name)
      await requirement(isNickname ? 'jumpcloud.validation.username-nickname' : 'jumpcloud.validation.refused', () =>
        expect(created?.synchronisation.action, `Entra's action for ${name} (${broken})`).to.equal('failed'),
      )
      await requirement('jumpcloud.validation.nothing-invalid', () =>
        expect(created?.stored, `the system user of ${name}`).to.equal(undefined),
      )
    }
  },
})

/** Checks that no create was answered with success although no system user exists. */
export const acceptedArrive: Check = defineCheck({
  id: 'jumpcloud.arrival.accepted-arrives',
  title: 'Every user whose create succeeded is in JumpCloud',
  requirements: ['jumpcloud.arrival.accepted-arrives'],
  async run({ once, expect, jumpcloud, inapplicable, skip }) {
    if (jumpcloud.kind === 'scim')
      inapplicable('arrivals can be observed only if the server itself writes to JumpCloud')
    const created = (await once(tenantStory)).filter(
      ({ results: [first], broken }) => first?.synchronisation.action === 'create' && broken === undefined,
    )
    if (created.length === 0) skip('no user could be created', 'entra.create')
    const lost = created.filter(({ results: [first] }) => first?.stored === undefined)
    expect(
      lost.length,
      `${lost.length} of ${created.length} creates answered 2xx have no system user; the first is ${lost[0]?.results[0]?.sourceUser.mailNickname}`,
    ).to.equal(0)
  },
})
