import { type Check, defineCheck } from '../../harness/index.ts'
import { GROUP_SCHEMA, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { aSharedUser, read, requireDeclared, requireWritable } from '../support/index.ts'
import { anyOf, expectHits, isRejection, query } from './support/query.ts'
import { userWith } from './support/subjects.ts'
import { sharedTwoEmails } from './support/two-emails.ts'

const dependsOn = ['filter'] as const

/** Checks that a multi-valued attribute matches if one of its elements matches (RFC 7644 §3.4.2.2). */
export const anyElementMatches: Check = defineCheck({
  id: 'scim.filter.any-element',
  title: 'A filter by a multi-valued attribute matches if one of its elements matches',
  requirements: ['rfc7644-3.4.2.2-33'],
  dependsOn,
  async run(context) {
    const { user, second } = await context.once(sharedTwoEmails)
    await expectHits(context, `emails.value eq "${second}"`, [user], [user])
  },
})

/** Checks that a filter can name a sub-attribute of a complex attribute (RFC 7644 §3.4.2.2). */
export const subAttributePath: Check = defineCheck({
  id: 'scim.filter.sub-attribute',
  title: 'A filter by the path of a sub-attribute works',
  requirements: ['rfc7644-3.4.2.2-34'],
  dependsOn,
  async run(context) {
    requireWritable(context, 'name.givenName')
    const givenName = `Given ${context.given.unique()}`
    const user = await userWith(context, { name: { givenName, familyName: 'Rehearsal' } })
    await expectHits(context, `name.givenName eq "${givenName}"`, [user], [user])
    const bare = await query(context, `${anyOf([user])} and name eq "x"`)
    context.expect(bare, 'a complex attribute compared as a whole').to.be.answered([100, 499])
    if (bare.isSuccess) context.expect(bare).to.be.scimList(0)
  },
})

/** Checks that a filter finds a value that the server set, in the form in which it is returned (RFC 7644 §3.4.2.2). */
export const defaultsAreSearched: Check = defineCheck({
  id: 'scim.filter.default-value',
  title: 'A filter finds a value that the server set by default',
  requirements: ['rfc7644-3.4.2.2-36'],
  dependsOn,
  async run(context) {
    requireDeclared(context, USER_SCHEMA, 'active')
    const user = await context.given.user({ active: undefined })
    const { active } = await read(context, user)
    if (typeof active !== 'boolean') context.inapplicable('the server sets no default value of active')
    await expectHits(context, `${anyOf([user])} and active eq ${active}`, [user], [user])
  },
})

/** Checks a filter over `schemas` (RFC 7644 §3.4.2.2). */
export const schemasAreSearched: Check = defineCheck({
  id: 'scim.filter.schemas',
  title: 'A filter by schemas selects by URN, or is rejected',
  requirements: ['rfc7644-3.4.2.2-41'],
  dependsOn,
  async run(context) {
    const user = await aSharedUser(context)
    const note = (response: { describe(): string }): void =>
      context.note(`the server does not support filters by schemas: ${response.describe()}`)
    const own = anyOf([user])
    await expectHits(context, `${own} and schemas eq "${USER_SCHEMA}"`, [user], [user], { onRejection: note })
    const unknown = `urn:example:${context.given.unique()}`
    await expectHits(context, `${own} and schemas eq "${unknown}"`, [user], [], { onRejection: note })
  },
})

/** Checks a filter over meta.lastModified (RFC 7644 §3.4.2.2). */
export const metaIsSearched: Check = defineCheck({
  id: 'scim.filter.meta',
  title: 'A filter by meta.lastModified works',
  requirements: ['rfc7644-3.4.2.2-42'],
  dependsOn,
  async run(context) {
    const user = await read(context, await aSharedUser(context))
    if (user.meta?.lastModified === undefined) context.inapplicable('the server does not return meta.lastModified')
    const own = anyOf([user])
    await expectHits(context, `${own} and meta.lastModified gt "2011-05-13T04:42:34Z"`, [user], [user])
  },
})

/** Checks that filters also work for Groups (RFC 7644 §3.4.2.2). */
export const groupsAreSearched: Check = defineCheck({
  id: 'scim.filter.groups',
  title: 'Filters work for Groups as for Users',
  requirements: ['rfc7644-3.4.2.2-43'],
  dependsOn: ['filter', 'groups'],
  async run(context) {
    const { given, target } = context
    const [user, group, other] = await Promise.all([given.user(), given.group(), given.group()])
    const path = target.endpoint('Group')
    const both = [group, other]
    await expectHits(context, `displayName eq ${JSON.stringify(group['displayName'])}`, both, [group], { path })
    if (target.attribute(GROUP_SCHEMA, 'members') === undefined) return
    const team = await given.group({ members: [{ value: user.id }] })
    await expectHits(context, `members.value eq "${user.id}"`, [...both, team], [team], { path })
  },
})

/** Checks a filter over an unknown attribute (RFC 7644 §3.4.2.2). */
export const undeclaredAttribute: Check = defineCheck({
  id: 'scim.filter.undeclared-attribute',
  title: 'A filter by an unknown attribute finds nothing, or is rejected',
  requirements: ['rfc7644-3.4.2.2-44'],
  dependsOn,
  async run(context) {
    const condition = `zzNoSuch${context.given.unique()} eq "x"`
    const response = await query(context, condition, { count: 2 })
    if (isRejection(response)) {
      if (response.status !== 400) context.warn(`RFC 7644 suggests 400: ${response.describe()}`)
    } else context.expect(response).to.be.scimList(0)
    // A server may skip the condition and evaluate the rest.
    const user = await aSharedUser(context)
    await expectHits(context, `${anyOf([user])} and ${condition}`, [user], [], { onRejection: () => {} })
  },
})

/** Checks that a server without filter support rejects a filter instead of returning all users (RFC 7644 §3.4.2.2). */
export const unsupportedFilter: Check = defineCheck({
  id: 'scim.filter.unsupported',
  title: 'A server that does not support filters rejects them, and does not return all users',
  requirements: ['rfc7644-3.4.2.2-01'],
  readOnly: true,
  async run(context) {
    const { target, given, inapplicable, expect, warn } = context
    if (target.capabilities.filter) inapplicable(`the server supports filters: ${target.capabilityReasons.filter}`)
    const response = await query(context, `userName eq "${given.unique('no-user')}"`, { count: 1 })
    if (isRejection(response)) return
    expect(response).to.be.scimList()
    if (response.resource['totalResults'] !== 0) warn(`the filter is ignored: ${response.describe()}`)
  },
})
