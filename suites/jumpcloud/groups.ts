import { type Check, defineCheck } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { arrivedUser, expectStored, portalOf } from './users.ts'

/** Checks that groups, which JumpCloud's provisioning from Entra does not support, are not advertised. */
export const groupsUnsupported: Check = defineCheck({
  id: 'jumpcloud.groups.unsupported',
  title: 'The server does not offer groups',
  requirements: ['jumpcloud.groups.unsupported'],
  readOnly: true,
  run({ target, expect, inapplicable }) {
    if (target.observe === 'scim') inapplicable('applies only to the JumpCloud SCIM server and to bridges to it')
    expect(
      target.capabilities.groups ? target.capabilityReasons.groups : undefined,
      'resource types and schemas that offer groups',
    ).to.equal(undefined)
  },
})

/** Checks that requests for groups are handled if an administrator left group provisioning enabled in the portal. */
export const groupsRejected: Check = defineCheck({
  id: 'jumpcloud.groups.refused',
  title: 'A query for groups returns none or is rejected, and creating one is rejected without an internal error',
  requirements: ['jumpcloud.groups.refused'],
  async run(context) {
    portalOf(context)
    const { entra, expect, given, target, inapplicable } = context
    if (target.capabilities.groups) inapplicable('the server offers groups; jumpcloud.groups.unsupported reports that')
    const queried = await entra.client.probe('/Groups', 'displayName')
    const created = await entra.groups.create(`Team ${given.unique()}`, given.unique())
    for (const [what, { status, text }] of [
      ['the query', queried],
      ['the create', created],
    ] as const) {
      // Entra's connection test queries groups on every server, so an empty list is as good as a rejection.
      const isEmptyList = what === 'the query' && status === 200 && hasNoResources(text)
      if (!isEmptyList) expect({ status, text }, `${what} of a group`).to.be.answered([400, 499], 501)
      expect(text, `the body of the response to ${what} of a group`).to.not.fit(isHtml, 'HTML')
    }
  },
})

/** Returns whether a body is HTML. */
const isHtml = (text: unknown): boolean => /^\s*</.test(String(text))

function hasNoResources(text: string): boolean {
  try {
    const { totalResults, Resources = [] } = JSON.parse(text)
    return totalResults === 0 && Array.isArray(Resources) && Resources.length === 0
  } catch {
    return false
  }
}

/** Checks that a manager, which JumpCloud does not support, is ignored or rejected without a change of the user. */
export const managerUnsupported: Check = defineCheck({
  id: 'jumpcloud.manager.unsupported',
  title: 'manager is ignored or rejected, and the user is unchanged',
  requirements: ['jumpcloud.manager.unsupported'],
  async run(context) {
    portalOf(context)
    const { entra, expect, target, inapplicable } = context
    if (target.schemas.size > 0 && target.attribute(ENTERPRISE_USER_SCHEMA, 'manager') !== undefined)
      inapplicable('the server declares manager in /Schemas and stores it itself')
    const [user, manager] = [await arrivedUser(context), await arrivedUser(context)]
    const { username, email, displayname, department, suspended } = user.stored
    const { status, text } = await entra.setManager(user.id, manager.id, 'add')
    expect({ status, text }, 'the PATCH of the manager').to.be.answered([200, 499])
    await expectStored(
      context,
      user,
      { username, email, displayname: displayname ?? '', department: department ?? '', suspended },
      'after the PATCH of the manager',
    )
    expect(await entra.readBack(user.id), 'the user').to.be.an('object')
  },
})
