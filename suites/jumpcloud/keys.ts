import { answerOf, type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { type EntraResponse, ordinaryUser } from '../../mocks/entra/index.ts'
import { ERROR_MESSAGE, isJsonObject, PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import { arrivedUser, expectDone, expectStored, mappedProperties, mappedUserName, portalOf } from './users.ts'

const replaceName = (value: string) => ({
  schemas: [PATCH_OP_MESSAGE],
  Operations: [{ op: 'replace', path: 'displayName', value }],
})

/** Asserts that a response is a failure with a SCIM error body. */
function expectScimError({ expect }: CheckContext, what: string, { status, text, body }: EntraResponse): void {
  expect({ status, text }, what).to.be.answered([400, 599])
  const schemas = isJsonObject(body) ? body['schemas'] : undefined
  expect(schemas, `schemas of the error (${what} was answered ${answerOf({ status, text })})`).to.include(ERROR_MESSAGE)
}

/**
 * Notes a status other than 401 and 403 for missing permissions; a bridge whose own key lacks them may report a fault
 * of the system behind it.
 */
function noteOtherStatus({ note }: CheckContext, { status }: EntraResponse): void {
  if (status !== 401 && status !== 403)
    note(`a key without permission is reported with ${status}; Entra retries after that, and stops after 401`)
}

/** Checks that writes with a read-only API key fail visibly. */
export const readOnlyRole: Check = defineCheck({
  id: 'jumpcloud.key.read-only-role',
  title: 'With a read-only API key, creates, updates and deletions return an error, and nothing is written',
  requirements: ['jumpcloud.key.role', 'jumpcloud.key.nothing-written', 'jumpcloud.arrival.failure-told'],
  exclusive: true,
  async run(context) {
    const portal = portalOf(context)
    const { entra, expect, given, jumpcloud, requirement } = context
    const user = await arrivedUser(context)
    const body = await given.userBody()
    const before = jumpcloud.find(() => true).length
    const [created, patched, deleted] = await portal.whileKeyIs('Read Only', async () => [
      await entra.client.create('/Users', body),
      await entra.client.patch('/Users', user.id, replaceName('Written without the right')),
      await entra.client.delete('/Users', user.id),
    ])
    await requirement('jumpcloud.key.role', () => expectScimError(context, 'the create', created))
    noteOtherStatus(context, created)
    for (const [what, answer] of [
      ['the update', patched],
      ['the deletion', deleted],
    ] as const)
      await requirement('jumpcloud.arrival.failure-told', () => expectScimError(context, what, answer))
    await requirement('jumpcloud.key.nothing-written', async () => {
      const { displayname = '', suspended } = user.stored
      await expectStored(context, user, { displayname, suspended }, 'after the rejected requests')
      expect(jumpcloud.find(() => true).length, 'system users after the rejected requests').to.equal(before)
    })
  },
})

/** Checks that requests with an API key that JumpCloud does not know fail visibly and do not redirect to a page. */
export const unknownKey: Check = defineCheck({
  id: 'jumpcloud.key.unknown',
  title: 'With an API key that JumpCloud does not know, reads and creates return an error, and are not redirected',
  requirements: ['jumpcloud.key.unknown', 'jumpcloud.key.nothing-written'],
  exclusive: true,
  async run(context) {
    const portal = portalOf(context)
    const { entra, expect, given, jumpcloud, requirement } = context
    const user = await arrivedUser(context)
    const body = await given.userBody()
    const before = jumpcloud.find(() => true).length
    const [probed, read, created] = await portal.whileKeyIs('unknown', async () => [
      await entra.probe(),
      await entra.client.read('/Users', user.id),
      await entra.client.create('/Users', body),
    ])
    for (const [what, answer] of [
      ['the probe', probed],
      ['the read', read],
      ['the create', created],
    ] as const)
      await requirement('jumpcloud.key.unknown', () => expectScimError(context, what, answer))
    noteOtherStatus(context, probed)
    await requirement('jumpcloud.key.nothing-written', () =>
      expect(jumpcloud.find(() => true).length, 'system users after the rejected requests').to.equal(before),
    )
  },
})

/** Checks that the role Manager is sufficient for the API key. */
export const managerSuffices: Check = defineCheck({
  id: 'jumpcloud.key.manager-suffices',
  title: 'The API key of a Manager can create, update and disable users',
  requirements: ['jumpcloud.key.manager-suffices'],
  exclusive: true,
  async run(context) {
    const portal = portalOf(context)
    const { entra, given } = context
    await arrivedUser(context)
    await portal.whileKeyIs('Manager', async () => {
      const sourceUser = ordinaryUser(given.unique())
      const created = await entra.provision(sourceUser)
      expectDone(context, created, 'the create')
      const id = created.targetId ?? ''
      const userName = mappedUserName(created)
      const updatedUser = { ...sourceUser, displayName: 'Jane Roe' }
      expectDone(context, await entra.disable(updatedUser, id), 'the update')
      const wanted = mappedProperties(context, updatedUser, ['displayname'])
      await expectStored(context, { id, userName }, { ...wanted, suspended: true }, 'after the update')
    })
  },
})
