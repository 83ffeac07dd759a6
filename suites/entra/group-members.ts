import { type Check, defineCheck, defineInvariant, type Invariant } from '../../harness/index.ts'
import { resourcesOf } from '../../mocks/entra/index.ts'
import type { JsonValue } from '../../mocks/protocol/index.ts'
import { expectSuccess, isSuccess } from '../support/index.ts'
import {
  createdGroup,
  expectMembers,
  membersFor,
  membersIn,
  membersOf,
  needShownMembers,
  shownMembers,
  usersFor,
} from './group-parts.ts'
import { patchObject } from './wire.ts'

const dependsOn = ['groups'] as const

/** Checks that members can be added in separate requests, and that adding a member twice succeeds. */
export const membersAdded: Check = defineCheck({
  id: 'entra.group.members-added',
  title: 'One PATCH adds one member; earlier members stay, and adding a member again succeeds',
  requirements: ['entra.group.member-add', 'entra.group.members-kept', 'entra.group.member-re-add'],
  decides: { ability: 'members.add', requirement: 'entra.group.member-add' },
  dependsOn,
  async run(context) {
    const { entra, expect, eventually, requirement } = context
    const { id } = await createdGroup(context)
    const users = await membersFor(context, 3)
    const [first = ''] = users
    for (const user of users) {
      const added = await entra.groups.add(id, user)
      await requirement('entra.group.member-add', () => expectSuccess(context, added, 'Add of a member'))
      if (!isSuccess(added)) return
    }
    // Entra does not read members, so it is unknown whether this causes a problem.
    if ((await context.once(shownMembers)) === 'hidden')
      return context.warn(
        'the server returns no member, neither after Add nor after a POST with members, so the members of a group cannot be read',
      )
    // If no members are returned at all, the earlier members were not lost.
    await requirement('entra.group.member-add', () =>
      eventually(async () => expect(await membersOf(context, id), 'members after the adds').to.not.deep.equal([])),
    )
    if ((await membersOf(context, id))?.length === 0) return
    await requirement('entra.group.members-kept', () => expectMembers(context, id, users, 'members'))
    const again = await entra.groups.add(id, first)
    await requirement('entra.group.member-re-add', async () => {
      expectSuccess(context, again, 'Add of an existing member')
      await expectMembers(context, id, users, 'members after the repeated Add')
    })
  },
})

/** Checks that Entra's PATCH removes the named member and no other. */
export const membersRemoved: Check = defineCheck({
  id: 'entra.group.members-removed',
  title: "Entra's request removes one member, and the others stay",
  requirements: ['entra.group.member-remove', 'entra.group.remove-keeps-others'],
  decides: { ability: 'members.remove', requirement: 'entra.group.remove-keeps-others' },
  dependsOn,
  async run(context) {
    const { entra, expect, requirement, skip, eventually } = context
    await needShownMembers(context)
    const { id } = await createdGroup(context)
    const users = await membersFor(context, 3)
    for (const user of users) await entra.groups.add(id, user)
    if ((await membersOf(context, id))?.length !== users.length)
      return skip('members cannot be added', 'entra.group.members-added')
    const [first = '', ...others] = users
    const removed = await entra.groups.remove(id, first)
    await requirement('entra.group.member-remove', async () => {
      expectSuccess(context, removed, 'the removal of a member')
      await eventually(async () => expect(await membersOf(context, id), 'members').to.not.include(first))
    })
    await requirement('entra.group.remove-keeps-others', async () =>
      expect(await membersOf(context, id), 'members after one was removed').to.include.members(others),
    )
  },
})

/** Checks that removing a user who is no longer a member succeeds, because Entra may send a removal twice. */
export const absentMemberRemoved: Check = defineCheck({
  id: 'entra.group.absent-member-removed',
  title: 'Removing a member again causes no server error and removes no other member',
  requirements: ['entra.group.absent-member', 'entra.group.absent-member-taken'],
  dependsOn: [...dependsOn, 'members.add', 'members.remove'],
  async run(context) {
    const { entra, expect, note, requirement } = context
    await needShownMembers(context)
    const { id } = await createdGroup(context)
    const users = await membersFor(context, 2)
    for (const user of users) await entra.groups.add(id, user)
    const [first = '', second = ''] = users
    if (!isSuccess(await entra.groups.remove(id, first)))
      return context.skip('a member cannot be removed', 'entra.group.members-removed')
    const again = await entra.groups.remove(id, first)
    await requirement('entra.group.absent-member', async () => {
      expect(again, 'the repeated removal').to.be.answered([200, 499])
      await expectMembers(context, id, [second], 'members after the repeated removal')
    })
    // For a removal by filter, RFC 7644 §3.5.2.2 can be read to require 400 noTarget.
    if (entra.dialect === 'flagged' && again.status === 400)
      return note('the repeated removal by filter is rejected with 400, as RFC 7644 allows')
    await requirement('entra.group.absent-member-taken', () => expectSuccess(context, again, 'the repeated removal'))
  },
})

/**
 * Checks requests for a member whom the server does not know: a user who was deleted there, or an id that is out of
 * date.
 */
export const unknownMember: Check = defineCheck({
  id: 'entra.group.unknown-member',
  title: 'Adding and removing a member with an unknown id succeeds or is rejected with 4xx, and the other members stay',
  requirements: ['entra.group.unknown-member', 'entra.group.members-kept', 'entra.group.absent-member'],
  dependsOn: [...dependsOn, 'members.add'],
  async run(context) {
    const { entra, expect, given, requirement, skip } = context
    await needShownMembers(context)
    const { id } = await createdGroup(context)
    const [member = ''] = await membersFor(context, 1)
    const [leaver = ''] = await usersFor(context, 1)
    if (!isSuccess(await entra.groups.add(id, member)))
      return skip('members cannot be added', 'entra.group.members-added')
    const isGone = isSuccess(await entra.delete(leaver))
    const unknown = [given.unique('no-user'), UNKNOWN_GUID, ...(isGone ? [leaver] : [])]
    for (const [action, row] of [
      ['add', 'entra.group.members-kept'],
      ['remove', 'entra.group.absent-member'],
    ] as const) {
      for (const one of unknown) {
        const answer = await entra.groups[action](id, one)
        await requirement('entra.group.unknown-member', () =>
          expect(answer, `${action} of the member ${one}`).to.be.answered([200, 499]),
        )
      }
      const members = await membersOf(context, id)
      await requirement(row, () => expect(members, `members after ${action} of unknown members`).to.include(member))
      if (members?.includes(member) !== true) return
    }
  },
})

/** A GUID that the server does not know, in the form that many servers use for their ids. */
const UNKNOWN_GUID = '7b3f6a0e-2f57-4f0e-9d3c-8a51c2d7e9f4'
const BURST_SIZE = 5

/** Checks that no member is lost when several requests add members to a group at the same time. */
export const membersAtOnce: Check = defineCheck({
  id: 'entra.group.members-at-once',
  title: 'Members added by requests at the same time are all stored',
  requirements: ['entra.group.concurrent-adds'],
  dependsOn: [...dependsOn, 'members.add'],
  async run(context) {
    const { entra, skip } = context
    await needShownMembers(context)
    const { id } = await createdGroup(context)
    const users = await membersFor(context, BURST_SIZE)
    const answers = await Promise.all(users.map((user) => entra.groups.add(id, user)))
    const taken = users.filter((_, index) => isSuccess(answers[index] ?? { status: 0 }))
    if (taken.length === 0) return skip('members cannot be added', 'entra.group.members-added')
    await expectMembers(
      context,
      id,
      taken,
      `members after ${BURST_SIZE} PATCHes at the same time, of which ${taken.length} were answered 2xx`,
    )
  },
})

/** Checks that members are returned unless the request excludes them. */
export const membersListed: Check = defineCheck({
  id: 'entra.group.members-listed',
  title: 'Members are returned unless the request excludes them',
  requirements: ['entra.group.members-shown'],
  dependsOn: [...dependsOn, 'members.add'],
  async run(context) {
    const { entra, expect, scim, skip } = context
    await needShownMembers(context)
    const { id, name } = await createdGroup(context)
    const [user = ''] = await membersFor(context, 1)
    if (!isSuccess(await entra.groups.add(id, user)))
      return skip('members cannot be added', 'entra.group.members-added')
    const { returned } = context.target.attribute('urn:ietf:params:scim:schemas:core:2.0:Group', 'members') ?? {}
    if (returned === 'request' || returned === 'never')
      return context.inapplicable(`/Schemas declares members as returned ${returned}`)
    await expectMembers(context, id, [user], 'members of the group')
    const listed = await scim.get('/Groups', { query: { filter: `displayName eq "${name}"` } })
    const [group] = listed.resources
    expect((group?.['members'] as JsonValue[] | undefined)?.length, 'members of the group in a list').to.equal(1)
  },
})

const MANY = 1000
const A_PATCH = 100

/** Checks a large group. It runs only on request, because it creates a thousand users. */
export const thousandMembers: Check = defineCheck({
  id: 'entra.group.thousand-members',
  title: 'A group of 1 000 members accepts one more, and can be read without its members',
  requirements: ['entra.group.many-members', 'entra.group.members-excluded'],
  dependsOn,
  tags: ['load'],
  onRequest: true,
  async run(context) {
    const { entra, expect, requirement, note } = context
    const { id, name } = await createdGroup(context)
    const users: string[] = []
    while (users.length < MANY) users.push(...(await usersFor(context, Math.min(A_PATCH, MANY - users.length))))
    for (let index = 0; index < users.length; index += A_PATCH) {
      const added = await entra.groups.add(id, ...users.slice(index, index + A_PATCH))
      if (!isSuccess(added)) for (const user of users.slice(index, index + A_PATCH)) await entra.groups.add(id, user)
      if (!isSuccess(added)) note('the server rejects several members in one PATCH, so the run sent them one by one')
    }
    const [one] = await usersFor(context, 1)
    await requirement('entra.group.many-members', async () => {
      expectSuccess(context, await entra.groups.add(id, one ?? ''), 'Add of one more member')
      expect((await membersOf(context, id))?.length, 'members').to.equal(MANY + 1)
      expectSuccess(context, await entra.groups.remove(id, one ?? ''), 'the removal of one member')
      expect((await membersOf(context, id))?.length, 'members after the removal').to.equal(MANY)
    })
    await requirement('entra.group.members-excluded', async () => {
      const response = await entra.client.query('/Groups', 'displayName', name)
      expect(resourcesOf(response)?.[0] ?? {}, 'the group in the list').to.not.have.property('members')
    })
  },
})

/** Checks a replace of members, which one tenant was seen to send (snipe-it issue 19096). */
export const membersReplaced: Check = defineCheck({
  id: 'entra.group.members-replaced',
  title: 'Replace of members leaves exactly the members that it names',
  requirements: ['entra.group.members-replace'],
  dependsOn: [...dependsOn, 'members.add'],
  async run(context) {
    const { entra, skip } = context
    await needShownMembers(context)
    const { id } = await createdGroup(context)
    const [first = '', second = ''] = await membersFor(context, 2)
    if (!isSuccess(await entra.groups.add(id, first)))
      return skip('members cannot be added', 'entra.group.members-added')
    const replaced = await patchObject(context, '/Groups', id, {
      op: 'replace',
      path: 'members',
      value: [{ value: second }],
    })
    expectSuccess(context, replaced, 'Replace of members')
    await expectMembers(context, id, [second], 'members after Replace')
  },
})

/** Checks that the value of each member in a response is a string. */
export const memberValues: Invariant = defineInvariant({
  id: 'entra.exchange.member-value-is-string',
  title: 'The value of each member is a string',
  requirements: ['entra.group.member-value'],
  when: ({ status, body }) => status >= 200 && status < 300 && membersIn(body).length > 0,
  holds: ({ body }, expect) => {
    for (const { value } of membersIn(body)) expect(value, 'value of a member').to.be.a('string')
  },
})
