import { type Check, defineCheck } from '../../harness/index.ts'
import { GROUP_SCHEMA } from '../../mocks/protocol/index.ts'
import type { CreatedResource } from '../support/index.ts'
import { sharedMembers } from '../support/index.ts'
import { expectMembers, groupOf, listed, memberIds, membership, requireMembers } from './support/membership.ts'

const dependsOn = ['groups'] as const

/** Checks that displayName is required for a Group (RFC 7643 §4.2). */
export const nameIsRequired: Check = defineCheck({
  id: 'scim.group.display-name-required',
  title: 'A Group without displayName is rejected',
  requirements: ['rfc7643-4.2-02'],
  dependsOn,
  async run({ scim, given, expect, target, warn }) {
    const response = await scim.post(target.endpoint('Group'), given.groupBody({ displayName: undefined }))
    // The schema printed in RFC 7643 §8.7.1 says required: false, contrary to §4.2 (erratum 5368); a server that serves
    // it as printed is not reported.
    const isOptional = target.attribute(GROUP_SCHEMA, 'displayName')?.required === false
    if (response.isSuccess && isOptional) warn(`a Group without displayName is accepted: ${response.describe()}`)
    else expect(response).to.be.refused()
    // Throws Skipped if a Group with a name is rejected too.
    if (!response.isSuccess) await given.group()
  },
})

/** Checks that the value of a member is the id of a resource (RFC 7643 §4.2). */
export const memberValueIsId: Check = defineCheck({
  id: 'scim.group.member-value',
  title: 'The value of a member is the id of a resource',
  requirements: ['rfc7643-4.2-05'],
  dependsOn,
  async run(context) {
    const { once, expect, eventually } = context
    requireMembers(context)
    const { user, group } = await once(membership)
    await eventually(async () =>
      expect(await memberIds(context, group), 'value of the members').to.deep.equal([user.id]),
    )
  },
})

/** Checks that PUT of a Group adds and removes members (RFC 7643 §4.2). */
export const membersChangeByPut: Check = defineCheck({
  id: 'scim.group.members-by-put',
  title: 'PUT adds and removes members',
  requirements: ['rfc7643-4.2-03'],
  dependsOn,
  async run(context) {
    const { scim, given, skip } = context
    requireMembers(context)
    const [a, b] = (await sharedMembers(context, 2)) as [CreatedResource, CreatedResource]
    const group = await groupOf(context, [a])
    for (const members of [[a, b], [a]] satisfies CreatedResource[][]) {
      const body = given.groupBody({ id: group.id, members: members.map(({ id }) => ({ value: id })) })
      const response = await scim.put(group, body)
      if (!response.isSuccess) skip(`a Group cannot be replaced: ${response.describe()}`, 'scim.put.group-members')
      await expectMembers(context, group, members)
    }
  },
})

/** Checks that a member's value is immutable: members are added and removed, not changed (RFC 7643 §4.2). */
export const memberIsImmutable: Check = defineCheck({
  id: 'scim.group.member-immutable',
  title: 'The value of a member cannot be changed in place',
  requirements: ['rfc7643-4.2-04'],
  dependsOn: ['groups', 'patch', 'patch.attribute'],
  async run(context) {
    const { scim, target, inapplicable, warn } = context
    requireMembers(context)
    if (target.attribute(GROUP_SCHEMA, 'members.value')?.mutability !== 'immutable')
      inapplicable('members.value is not declared immutable')
    const [a, b] = (await sharedMembers(context, 2)) as [CreatedResource, CreatedResource]
    const group = await groupOf(context, [a])
    const path = `members[value eq "${a.id}"].value`
    const response = await scim.patch(group, [{ op: 'replace', path, value: b.id }])
    await expectMembers(context, group, [a])
    if (response.status !== 400) warn(`RFC 7644 suggests 400 mutability: ${response.describe()}`)
  },
})

/** Checks that a member without a value is rejected if the target declares value as required (RFC 7643 §4.2). */
export const requiredParts: Check = defineCheck({
  id: 'scim.group.member-required-parts',
  title: 'A member without a value is rejected if value is declared required',
  requirements: ['rfc7643-4.2-08'],
  dependsOn,
  async run({ scim, given, expect, target, inapplicable }) {
    if (target.attribute(GROUP_SCHEMA, 'members.value')?.required !== true)
      inapplicable('members.value is not declared required')
    const body = given.groupBody({ members: [{ display: 'Nobody' }] })
    expect(await scim.post(target.endpoint('Group'), body)).to.be.refused()
  },
})

/** Checks a member with an unknown id; a server need not enforce referential integrity (RFC 7643 §2.3.7). */
export const unknownMember: Check = defineCheck({
  id: 'scim.group.unknown-member',
  title: 'A member with an unknown id is accepted or rejected',
  requirements: ['rfc7643-2.3.7-05'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, target, note } = context
    requireMembers(context)
    const response = await scim.post(
      target.endpoint('Group'),
      given.groupBody({ members: [{ value: given.unique('no-user') }] }),
    )
    if (!response.isSuccess) expect(response).to.be.refused({ notImplemented: true })
    note(`a member with an unknown id: ${response.describe()}`)
  },
})

/** Checks a Group that is a member of a Group, which a server may accept or reject (RFC 7643 §4.2). */
export const nestedGroups: Check = defineCheck({
  id: 'scim.group.nested',
  title: 'A Group as a member of a Group is accepted or rejected',
  requirements: ['rfc7643-4.2-07'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, target, note } = context
    requireMembers(context)
    const inner = await given.group()
    const saysType = target.attribute(GROUP_SCHEMA, 'members.type') !== undefined
    const element = { value: inner.id, ...(saysType ? { type: 'Group' } : {}) }
    const response = await scim.post(target.endpoint('Group'), given.groupBody({ members: [element] }))
    if (!response.isSuccess) expect(response).to.be.refused({ notImplemented: true })
    else if (response.body !== undefined) {
      const elements = await listed(context, response.resource, 'members')
      note(`a Group as a member is returned as ${JSON.stringify(elements)}`)
    }
  },
})
