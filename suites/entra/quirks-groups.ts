import type { Check } from '../../harness/index.ts'
import { ENTRA_GROUP_SCHEMA, GROUP_SCHEMA, type JsonValue } from '../../mocks/protocol/index.ts'
import { expectMembers, membersOf } from './group-parts.ts'
import { aGroup, defineQuirks, expectAllSucceeded, expectNoFault, patch, type Quirk, uniqueNames } from './quirk.ts'

const TUT = 'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups'
const COMPAT =
  'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility'
const GROUP = '/Groups/{group}'
const gh = (path: string): string => `https://github.com/${path}`

/** Asserts the members after the requests succeeded. */
const membersAre =
  (...members: readonly string[]): Quirk['verify'] =>
  async (context, names, answers) => {
    expectAllSucceeded(context, answers)
    const wanted = members.map((name) => names[name] ?? '')
    await expectMembers(context, names['group'] ?? '', wanted, 'members after the PATCH')
  }

interface MemberQuirk {
  readonly name: string
  readonly title: string
  readonly source: string
  readonly requirement: string
  readonly op: string
  readonly path: string
  readonly value?: JsonValue
  readonly after: readonly string[]
  /** The number of times that the request is sent. */
  readonly times?: number
}

/** Single operations on members, one per row: the group has `{first}` and `{second}`, and `{user}` is outside it. */
const MEMBERS: readonly MemberQuirk[] = [
  {
    name: 'member-added',
    title: 'Add of a list of one member adds it and keeps the earlier members',
    source: gh('getsentry/self-hosted/issues/2280'),
    requirement: 'entra.group.member-add',
    op: 'Add',
    path: 'members',
    value: [{ value: '{user}' }],
    after: ['first', 'second', 'user'],
  },
  {
    name: 'member-added-ref-null',
    title: 'Add of a member with $ref null adds the member',
    source: TUT,
    requirement: 'entra.group.member-ref-null',
    op: 'Add',
    path: 'members',
    value: [{ $ref: null, value: '{user}' }],
    after: ['first', 'second', 'user'],
  },
  {
    name: 'member-added-again',
    title: 'Adding a member again returns 2xx',
    source: gh('simpleidserver/SimpleIdServer/issues/245'),
    requirement: 'entra.group.member-re-add',
    op: 'Add',
    path: 'members',
    value: [{ value: '{first}' }],
    after: ['first', 'second'],
  },
  {
    name: 'member-removed-by-value',
    title: 'Remove of members with a list of values removes only these members',
    source: gh('MicrosoftDocs/azure-docs/issues/30826'),
    requirement: 'entra.group.remove-keeps-others',
    op: 'Remove',
    path: 'members',
    value: [{ value: '{first}' }],
    after: ['second'],
  },
  {
    name: 'member-removed-ref-null',
    title: 'Remove of a member with $ref null removes only that member',
    source: gh('Captain-P-Goldfish/SCIM-SDK/issues/149'),
    requirement: 'entra.group.member-ref-null',
    op: 'Remove',
    path: 'members',
    value: [{ $ref: null, value: '{first}' }],
    after: ['second'],
  },
  {
    name: 'member-removed-by-filter',
    title: 'remove of members[value eq "id"] removes only that member',
    source: COMPAT,
    requirement: 'entra.group.member-remove',
    op: 'remove',
    path: 'members[value eq "{first}"]',
    after: ['second'],
  },
  {
    name: 'member-removed-twice',
    title: 'Removing a member twice returns 2xx',
    source: gh('Infisical/infisical/pull/6471'),
    requirement: 'entra.group.absent-member-taken',
    op: 'Remove',
    path: 'members',
    value: [{ value: '{first}' }],
    after: ['second'],
    times: 2,
  },
  {
    name: 'members-replaced',
    title: 'replace of members leaves exactly the members that it names',
    source: gh('grokability/snipe-it/issues/19096'),
    requirement: 'entra.group.members-replace',
    op: 'replace',
    path: 'members',
    value: [{ value: '{user}' }],
    after: ['user'],
  },
]

/** Checks operations on members that were quoted from public sources. */
export const memberQuirks: readonly Check[] = defineQuirks(
  MEMBERS.map(({ name, title, source, requirement, op, path, value, after, times = 1 }): Quirk => {
    const operation = { op, path, ...(value === undefined ? {} : { value }) }
    return {
      name,
      title,
      source,
      requirement,
      dependsOn: ['groups'],
      setup: aGroup,
      requests: Array.from({ length: times }, () => patch([operation], GROUP)),
      verify: membersAre(...after),
    }
  }),
)

/** Checks operations on groups that were quoted from public sources. */
export const groupQuirks: readonly Check[] = defineQuirks([
  {
    name: 'group-created',
    title: "A POST with Microsoft's second schema URI creates the group",
    source: TUT,
    requirement: 'entra.group.create',
    dependsOn: ['groups'],
    setup: uniqueNames,
    requests: [
      {
        method: 'POST',
        path: '/Groups',
        body: {
          schemas: [GROUP_SCHEMA, ENTRA_GROUP_SCHEMA],
          externalId: '{unique}',
          displayName: 'Team {unique}',
          meta: { resourceType: 'Group' },
        },
      },
    ],
    verify: async (context, names, answers) => {
      expectAllSucceeded(context, answers)
      context.expect(answers[0]?.resource['displayName'], 'displayName').to.equal(`Team ${names['unique']}`)
    },
  },
  {
    name: 'group-created-with-members',
    title: 'A POST of a group with members stores the members',
    source: gh('ory/polis/issues/3136'),
    requirement: 'entra.group.create-members',
    dependsOn: ['groups'],
    setup: async (context) => ({ ...(await aGroup(context)), ...(await uniqueNames(context)) }),
    requests: [
      {
        method: 'POST',
        path: '/Groups',
        body: { schemas: [GROUP_SCHEMA], displayName: 'Team {unique}', members: [{ value: '{user}' }] },
      },
    ],
    verify: async (context, names, answers) => {
      expectAllSucceeded(context, answers)
      await expectMembers(context, answers[0]?.id ?? '', [names['user'] ?? ''], 'members of the new group')
    },
  },
  {
    name: 'group-put-with-members',
    title: 'A PUT of a group with several members stores all of them',
    source: gh('simpleidserver/SimpleIdServer/issues/34'),
    requirement: 'entra.group.create-members',
    dependsOn: ['groups'],
    setup: async (context) => ({ ...(await aGroup(context)), ...(await uniqueNames(context)) }),
    requests: [
      {
        method: 'PUT',
        path: '/Groups/{group}',
        body: {
          schemas: [GROUP_SCHEMA],
          displayName: 'Team {unique}',
          members: [{ value: '{first}' }, { value: '{user}' }],
        },
      },
    ],
    verify: membersAre('first', 'user'),
  },
  {
    name: 'group-filtered',
    title: 'A query by displayName finds the group, and excludedAttributes=members leaves its members out',
    source: gh('Metatavu/keycloak-scim-server/pull/70'),
    requirement: 'entra.group.match',
    dependsOn: ['groups'],
    setup: async (context) => {
      const names = await aGroup(context)
      const group = await context.entra.groups.readBack(names['group'] ?? '')
      return { ...names, displayName: String(group?.['displayName']) }
    },
    requests: [{ method: 'GET', path: '/Groups?excludedAttributes=members&filter=displayName+eq+%22{displayName}%22' }],
    verify: async (context, names, answers) => {
      expectAllSucceeded(context, answers)
      const found = answers[0]?.resources ?? []
      context
        .expect(
          found.map(({ id }) => id),
          'groups found',
        )
        .to.deep.equal([names['group']])
      context.expect(found[0], 'the group').to.not.have.property('members')
    },
  },
  {
    name: 'group-listed-with-members',
    title: 'A list of groups includes their members, unless the request excludes them',
    source: gh('graphql-hive/console/issues/8352'),
    requirement: 'entra.group.members-shown',
    dependsOn: ['groups'],
    setup: aGroup,
    requests: [{ method: 'GET', path: '/Groups/{group}' }],
    verify: async (context, names, answers) => {
      expectAllSucceeded(context, answers)
      const wanted = [names['first'] ?? '', names['second'] ?? '']
      await expectMembers(context, names['group'] ?? '', wanted, 'members of the group')
      const name = encodeURIComponent(`displayName eq ${JSON.stringify(answers[0]?.resource['displayName'])}`)
      const listed = await context.scim.get(`/Groups?filter=${name}`)
      const [{ members } = { members: [] }] = listed.resources
      context.expect(Array.isArray(members) ? members.length : 0, 'members of the group in a list').to.equal(2)
    },
  },
  {
    name: 'reference-check-members',
    title: 'A query by id and members without quotation marks is answered or rejected',
    source: TUT,
    requirement: 'entra.match.reference-check',
    dependsOn: ['groups'],
    setup: aGroup,
    requests: [{ method: 'GET', path: '/Groups?filter=id+eq+{group}+and+members+eq+{first}&attributes=id' }],
    verify: async (context, names, answers) => {
      expectNoFault(context, answers)
      const [answer] = answers
      if (answer?.isSuccess !== true) return
      context
        .expect(
          answer.resources.map(({ id }) => id),
          'groups found',
        )
        .to.deep.equal([names['group']])
    },
  },
  {
    name: 'nested-group',
    title: 'A group as a member of a group is stored or rejected, and the other members stay',
    source: gh('Azure/AzureAD-BYOA-Provisioning-Samples/issues/26'),
    requirement: 'entra.group.nested',
    dependsOn: ['groups'],
    setup: async (context) => {
      const { group: nested = '' } = await aGroup(context)
      return { ...(await aGroup(context)), nested }
    },
    requests: [patch([{ op: 'Add', path: 'members', value: [{ value: '{nested}' }] }], GROUP)],
    verify: async (context, names, answers) => {
      expectNoFault(context, answers)
      const members = await membersOf(context, names['group'] ?? '')
      context.expect(members, 'members').to.include.members([names['first'], names['second']])
    },
  },
  {
    name: 'members-in-one-patch',
    title: 'Add of several members in one PATCH adds all of them',
    source: 'https://learn.microsoft.com/entra/identity/enterprise-apps/app-gallery-user-provisioning-requirements',
    requirement: 'entra.group.batch',
    dependsOn: ['groups'],
    setup: async (context) => {
      const { user: other = '' } = await aGroup(context)
      return { ...(await aGroup(context)), other }
    },
    requests: [patch([{ op: 'Add', path: 'members', value: [{ value: '{user}' }, { value: '{other}' }] }], GROUP)],
    verify: membersAre('first', 'second', 'user', 'other'),
  },
])
