import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { type JsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import {
  becomesTrue,
  type CreatedResource,
  isAssigned,
  member,
  requireDeclared,
  sharedMembers,
} from '../support/index.ts'
import { expectMembers, groupOf, listed, membership, requireMembers } from './support/membership.ts'
import { make } from './support/users.ts'
import { equalsIgnoringCase } from './support/values.ts'

const dependsOn = ['groups'] as const

function requireGroups(context: CheckContext): void {
  requireMembers(context)
  requireDeclared(context, USER_SCHEMA, 'groups')
}

/** Checks that groups of a User contains the ids of the Groups that have the User as a member (RFC 7643 §4.1.2). */
export const groupsAreShown: Check = defineCheck({
  id: 'scim.membership.shown',
  title: 'groups of a User lists each Group of the User by its id',
  requirements: ['rfc7643-4.1.2-09', 'rfc7643-4.1.2-11'],
  dependsOn,
  async run(context) {
    const { once, expect, requirement, warn } = context
    requireGroups(context)
    const { user, group } = await once(membership)
    let elements: JsonObject[] = []
    const isListed = await becomesTrue(context, async () => {
      elements = await listed(context, user, 'groups')
      return elements.some((element) => member(element, 'value') === group.id)
    })
    if (isListed) return
    const named = elements.filter((element) =>
      ['display', 'value'].some((name) => equalsIgnoringCase(member(element, name), group['displayName'])),
    )
    for (const element of named)
      await requirement('rfc7643-4.1.2-09', () =>
        expect(member(element, 'value'), 'value of the entry of groups that names the Group').to.equal(group.id),
      )
    // The RFC does not say when a membership must be visible.
    if (named.length === 0) warn('/Schemas declares groups of a User, but groups does not list the Group of the User')
  },
})

/** Checks that groups of a User is read-only: memberships change only through the Group (RFC 7643 §4.1.2). */
export const groupsAreReadOnly: Check = defineCheck({
  id: 'scim.membership.read-only',
  title: 'Writing groups of a User by POST, PUT or PATCH does not make the User a member',
  requirements: ['rfc7643-4.1.2-08'],
  dependsOn,
  async run(context) {
    const { scim, given, target } = context
    requireGroups(context)
    const group = await given.group()
    const groups = [{ value: group.id }]
    await scim.post(target.endpoint('User'), await given.userBody({ groups }))
    const { user, body } = await make(context)
    await scim.put(user, { ...body, id: user.id, groups })
    if (target.capabilities.patch) await scim.patch(user, [{ op: 'add', path: 'groups', value: groups }])
    await expectMembers(context, group, [])
  },
})

/** Checks that a membership marked as direct ends when the member is removed from the Group (RFC 7643 §4.1.2). */
export const directIsModifiable: Check = defineCheck({
  id: 'scim.membership.direct',
  title: 'A membership of type direct can be removed from the Group',
  requirements: ['rfc7643-4.1.2-16'],
  dependsOn: ['groups', 'patch', 'patch.attribute'],
  async run(context) {
    const { scim, expect, inapplicable } = context
    requireGroups(context)
    const [user] = (await sharedMembers(context, 1)) as [CreatedResource]
    const group = await groupOf(context, [user])
    const entry = (await listed(context, user, 'groups')).find((element) => member(element, 'value') === group.id)
    if (!isAssigned(member(entry, 'type')) || member(entry, 'type') !== 'direct')
      inapplicable('the server does not say that the membership is direct')
    expect(await scim.patch(group, [{ op: 'remove', path: `members[value eq "${user.id}"]` }])).to.be.success()
    await expectMembers(context, group, [])
  },
})
