import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { GROUP_SCHEMA, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import {
  type CreatedResource,
  elementsOf,
  eventuallyReturns,
  read,
  requireDeclared,
  sharedMembers,
} from '../support/index.ts'
import { patched } from './support/changes.ts'

const dependsOn = ['patch', 'groups', 'patch.attribute'] as const

const idsOf = (group: JsonObject): (JsonValue | undefined)[] => elementsOf(group, 'members').map(({ value }) => value)

/** Reads a group until it has exactly these members. */
async function showsMembers(
  context: CheckContext,
  group: CreatedResource,
  users: readonly CreatedResource[],
): Promise<void> {
  const wanted = users.map(({ id }) => id)
  await eventuallyReturns(context, group, (shown) => context.expect(idsOf(shown), 'members').to.have.members(wanted))
}

const asMembers = (...users: readonly CreatedResource[]): JsonObject[] => users.map(({ id }) => ({ value: id }))

/** Creates users and a group of the first few of them. Skips the check if the group does not store them. */
async function groupOf(
  context: CheckContext,
  count: number,
  members: number,
): Promise<{ group: CreatedResource; users: readonly CreatedResource[] }> {
  const { given, skip } = context
  requireDeclared(context, GROUP_SCHEMA, 'members')
  const users = await sharedMembers(context, count)
  const made = await given.group(members === 0 ? {} : { members: asMembers(...users.slice(0, members)) })
  const group = await read(context, made)
  if (idsOf(group).length !== members) skip('the server does not store the members of a new Group', 'members.add')
  return { group, users }
}

/** Checks that adding an existing member succeeds without a duplicate (RFC 7644 §3.5.2.1). */
export const repeatedMember: Check = defineCheck({
  id: 'scim.patch.repeated-member',
  title: 'Adding a member twice succeeds, and the member is listed once',
  requirements: ['rfc7644-3.5.2.1-07', 'rfc7643-2.4-11'],
  dependsOn,
  async run(context) {
    const { scim, expect, requirement } = context
    const { group, users } = await groupOf(context, 1, 0)
    const [user] = users
    const add = [{ op: 'add', path: 'members', value: asMembers(...users) }]
    await patched(context, group, add)
    const again = await scim.patch(group, add)
    await requirement('rfc7644-3.5.2.1-07', () => expect(again).to.be.success())
    const listed = idsOf(await read(context, group)).filter((id) => id === user?.id)
    await requirement('rfc7643-2.4-11', () => expect(listed.length, 'times that the member is listed').to.equal(1))
  },
})

/** Checks that a member can be added, and removed with a value filter (RFC 7644 §3.5.2.2). */
export const memberByFilter: Check = defineCheck({
  id: 'scim.patch.remove-member-by-filter',
  title: 'PATCH adds a member, and removes it by a value filter',
  requirements: ['rfc7644-3.5.2.1-10', 'rfc7644-3.5.2.2-10'],
  dependsOn,
  async run(context) {
    const { requirement } = context
    const { group, users } = await groupOf(context, 2, 0)
    const [user, ...others] = users
    await requirement('rfc7644-3.5.2.1-10', async () => {
      await patched(context, group, [{ op: 'add', path: 'members', value: asMembers(...users) }])
      await showsMembers(context, group, users)
    })
    await requirement('rfc7644-3.5.2.2-10', async () => {
      await patched(context, group, [{ op: 'remove', path: `members[value eq "${user?.id}"]` }])
      await showsMembers(context, group, others)
    })
  },
})

/** Checks that a PATCH add of members accepts an array; a single object may be rejected (RFC 7644 §3.5.2.1). */
export const memberForms: Check = defineCheck({
  id: 'scim.patch.member-as-object',
  title: 'PATCH add of members accepts an array, and accepts or rejects a single object',
  requirements: ['rfc7644-3.5.2.1-09'],
  dependsOn,
  async run(context) {
    const { scim, expect, note } = context
    const { group, users } = await groupOf(context, 2, 0)
    const [first, second] = users
    await patched(context, group, [{ op: 'add', path: 'members', value: asMembers(...users.slice(0, 1)) }])
    await showsMembers(context, group, users.slice(0, 1))
    const response = await scim.patch(group, [{ op: 'add', path: 'members', value: { value: second?.id } }])
    note(`a member that is not an array: ${response.describe()}`)
    if (!response.isSuccess) expect(response).to.be.refused()
    await showsMembers(context, group, response.isSuccess ? users : first === undefined ? [] : [first])
  },
})

/** Checks that members is unassigned after the removal of the last member (RFC 7644 §3.5.2.2). */
export const removeLastMember: Check = defineCheck({
  id: 'scim.patch.remove-last-member',
  title: 'After PATCH removed the last member, members has no value',
  requirements: ['rfc7644-3.5.2.2-05'],
  dependsOn,
  async run(context) {
    const { expect, target, inapplicable } = context
    if (target.attribute(GROUP_SCHEMA, 'members')?.required === true) inapplicable('members is declared required')
    const { group, users } = await groupOf(context, 1, 1)
    await patched(context, group, [{ op: 'remove', path: `members[value eq "${users[0]?.id}"]` }])
    await eventuallyReturns(context, group, ({ members }) =>
      expect(members ?? [], 'members after the last one was removed').to.deep.equal([]),
    )
  },
})

/** Checks that the removal of a non-member changes nothing (RFC 7644 §3.5.2.2). */
export const removeNonMember: Check = defineCheck({
  id: 'scim.patch.remove-non-member',
  title: 'PATCH remove of a non-member succeeds or returns 400 noTarget, and changes nothing',
  requirements: ['rfc7644-3.5.2.2-09'],
  dependsOn,
  async run(context) {
    const { scim, expect, note } = context
    const { group, users } = await groupOf(context, 2, 1)
    const response = await scim.patch(group, [{ op: 'remove', path: `members[value eq "${users[1]?.id}"]` }])
    await showsMembers(context, group, users.slice(0, 1))
    if (response.isSuccess) return
    expect(response).to.be.scimError(400, 'noTarget')
    note(`removing a non-member is rejected: ${response.describe()}`)
  },
})

/** Checks that an unknown member id is accepted or rejected and never causes a server error (RFC 7644 §3.5.2). */
export const unknownMember: Check = defineCheck({
  id: 'scim.patch.unknown-member',
  title: 'PATCH add, replace and remove of a member with an unknown id succeed or are rejected with 4xx',
  requirements: ['rfc7644-3.12-14', 'rfc7644-3.5.2-26'],
  dependsOn,
  async run(context) {
    const { scim, given, expect, requirement, note } = context
    const { group, users } = await groupOf(context, 1, 1)
    const unknown = [{ value: given.unique('no-user') }]
    const requests = [
      { op: 'add', path: 'members', value: unknown },
      { op: 'remove', path: `members[value eq "${given.unique('no-user')}"]` },
      { op: 'replace', path: 'members', value: unknown },
    ]
    for (const operation of requests) {
      const response = await scim.patch(group, [operation])
      note(`${operation.op} of an unknown member: ${response.describe()}`)
      await requirement('rfc7644-3.12-14', () =>
        expect(response.status, `status of ${operation.op} with an unknown member`).to.be.within(200, 499),
      )
      if (response.isSuccess && operation.op === 'replace') return
      // The previous member must remain a member, regardless of what happened to the unknown one.
      await requirement('rfc7644-3.5.2-26', async () =>
        expect(
          idsOf(await read(context, group)),
          `members after ${operation.op} of an unknown member`,
        ).to.include.members(users.map(({ id }) => id)),
      )
    }
  },
})

const REPLACEMENTS = [
  {
    id: 'remove-then-add-members',
    title: 'One PATCH can remove all members and add others',
    row: 'rfc7644-3.5.2.2-11',
    operations: (members: JsonObject[]) => [
      { op: 'remove', path: 'members' },
      { op: 'add', path: 'members', value: members },
    ],
  },
  {
    id: 'replace-members',
    title: 'PATCH replace of members replaces the whole list',
    row: 'rfc7644-3.5.2.3-09',
    operations: (members: JsonObject[]) => [{ op: 'replace', path: 'members', value: members }],
  },
] as const

/** Checks each way to replace the members of a group. */
export const otherMembers: readonly Check[] = REPLACEMENTS.map(({ id, title, row, operations }) =>
  defineCheck({
    id: `scim.patch.${id}`,
    title,
    requirements: [row],
    dependsOn,
    async run(context) {
      const { group, users } = await groupOf(context, 3, 2)
      await patched(context, group, operations(asMembers(...users.slice(1))))
      await showsMembers(context, group, users.slice(1))
    },
  }),
)
