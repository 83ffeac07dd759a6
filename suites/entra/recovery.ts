import { answerOf, type Check, defineCheck } from '../../harness/index.ts'
import { resourcesOf } from '../../mocks/entra/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import { becomesTrue, isSuccess, outcomeOf } from '../support/index.ts'
import { needAttribute } from './declared-away.ts'
import { mappingWith } from './full-mapping.ts'
import { provisionedUser, sourceUserFor } from './source-users.ts'
import { patchUser } from './wire.ts'

/** Checks that a create that is sent again after its response was lost does not create a second user. */
export const repeatedCreate: Check = defineCheck({
  id: 'entra.recovery.repeated-cycle',
  title: 'A cycle that runs again after a fault creates no second user',
  requirements: ['entra.recovery.repeated-cycle'],
  dependsOn: ['match.user'],
  async run(context) {
    const { entra, expect } = context
    const { sourceUser, id } = await provisionedUser(context)
    const cycles = [await entra.provision(sourceUser), await entra.provision(sourceUser)]
    expect(
      cycles.map(({ targetId }) => targetId),
      'users that later cycles find',
    ).to.deep.equal([id, id])
  },
})

/** Checks that the next cycle finds a user whose create succeeded without a response reaching Entra. */
export const lostAnswer: Check = defineCheck({
  id: 'entra.recovery.lost-answer',
  title: 'If the response to a create is lost, the next cycle finds the user, and a second create is rejected',
  requirements: ['entra.create.lost-answer'],
  dependsOn: ['match.user'],
  async run(context) {
    const { entra, expect, skip } = context
    const sourceUser = await sourceUserFor(context)
    const [matching] = entra.mapping.matching
    // This is the body that a cycle would send; its response is ignored.
    const first = await entra.provision(sourceUser)
    if (first.action !== 'create' || first.sent === undefined)
      return skip(`Entra cannot create a user: ${outcomeOf(first)}`, 'entra.create')
    const again = await entra.client.create('/Users', first.sent)
    expect(again, 'the same POST again').to.not.be.answered([200, 299])
    const next = await entra.provision(sourceUser)
    expect(next.targetId, `the user that the next cycle finds (${outcomeOf(next)})`).to.equal(first.targetId)
    const value = first.mapped.attributes.find(({ row }) => row === matching?.row)?.value
    const found = resourcesOf(await entra.client.query('/Users', matching?.target ?? 'userName', String(value)))
    expect(found?.length, 'users with this userName').to.equal(1)
  },
})

const BURST_SIZE = 25

/** Checks that the server handles as many simultaneous requests as a tenant sends in a second. */
export const burst: Check = defineCheck({
  id: 'entra.recovery.burst',
  parallel: true,
  title: `${BURST_SIZE} requests at the same time are all answered, if necessary on a second attempt after 429`,
  requirements: ['entra.http.burst'],
  // The gallery requires this rate, but none of its tests verifies it.
  tags: ['gallery'],
  readOnly: true,
  async run({ entra, expect }) {
    // A request that is answered with 429 is sent again after Retry-After.
    const answers = await Promise.all(Array.from({ length: BURST_SIZE }, () => entra.probe()))
    const rejected = answers.filter(({ status }) => status !== 200)
    const [first] = rejected
    expect(
      rejected.length,
      `${rejected.length} of ${BURST_SIZE} queries are rejected; the first was answered ${answerOf(first)}`,
    ).to.equal(0)
  },
})

const PROBES = 3

/** Checks that repeated probes get the same response, because every provisioning activity sends one. */
export const probes: Check = defineCheck({
  id: 'entra.probe.repeated',
  title: 'Each of several probes in sequence returns 200 with an empty list',
  requirements: ['entra.probe.every-activity'],
  readOnly: true,
  async run({ entra, expect }) {
    for (let probe = 1; probe <= PROBES; probe += 1) {
      const response = await entra.probe()
      expect(response, `probe ${probe}`).to.be.answered(200)
      expect(resourcesOf(response), `users that probe ${probe} finds`).to.deep.equal([])
    }
  },
})

/** Checks that a user who existed before Entra is matched and updated instead of created again. */
export const joined: Check = defineCheck({
  id: 'entra.match.join',
  title: 'A user who existed before is matched and updated, not created again',
  requirements: ['entra.match.join'],
  dependsOn: ['match.user'],
  async run(context) {
    const { entra, expect, given, skip } = context
    const sourceUser = await sourceUserFor(context)
    const mapped = entra.mapping.map(sourceUser, 'create', { now: () => new Date(0), random: context.random })
    const userName = mapped.attributes.find(({ target }) => target === 'userName')?.value
    if (typeof userName !== 'string') return context.inapplicable('the mapping has no value for userName')
    await needAttribute(context, 'displayName')
    // Other checks judge the other attributes; this one judges only that Entra matches the existing user.
    const rows = entra.mapping.mapping.attributeMappings.filter(
      ({ matchingPriority, targetAttributeName }) => matchingPriority > 0 || targetAttributeName === 'displayName',
    )
    const customEntra = entra.with({ mapping: mappingWith(context, rows) })
    const before = await entra.client.create('/Users', await given.userBody({ userName, displayName: 'From before' }))
    if (!isSuccess(before) || !isJsonObject(before.body))
      return skip(`a user cannot be created: the POST was answered ${answerOf(before)}`, 'entra.create')
    const { id } = before.body
    await becomesTrue(context, async () => (await customEntra.find(sourceUser)).includes(id))
    const matching = await customEntra.provision(sourceUser)
    expect(matching.targetId, `the user that Entra matched (${outcomeOf(matching)})`).to.equal(id)
    expect(matching.action, `the action of Entra (${outcomeOf(matching)})`).to.be.oneOf(['update', 'none'])
    const shown = await entra.readBack(String(id))
    const name = mapped.attributes.find(({ target }) => target === 'displayName')?.value
    if (name !== undefined) expect(shown?.['displayName'], 'displayName').to.be.oneOf([name, undefined])
  },
})

/** Checks that an update of a user who was deleted on the server returns 404. */
export const vanished: Check = defineCheck({
  id: 'entra.update.vanished',
  title: 'A PATCH of a deleted user returns 404',
  requirements: ['entra.update.vanished'],
  async run(context) {
    const { entra, expect, skip } = context
    await needAttribute(context, 'displayName')
    const { id } = await provisionedUser(context)
    if (!isSuccess(await entra.delete(id))) return skip('the user cannot be deleted', 'entra.delete')
    const response = await patchUser(context, id, { op: 'replace', path: 'displayName', value: 'Nobody' })
    expect(response, 'the PATCH').to.be.answered(404, 410)
  },
})
