import { type Check, type CheckContext, defineCheck, defineStory, type Story } from '../../harness/index.ts'
import { GROUP_SCHEMA, type ScimResource, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { aSharedUser, type CreatedResource, requireDeclared } from '../support/index.ts'
import { anyOf, hitsAmong, isRejection, LARGE_COUNT, query, searchByPost } from './support/query.ts'
import { family } from './support/subjects.ts'

const dependsOn = ['root-query', 'filter'] as const

/**
 * Queries the base URL. Ends the check as inapplicable if that is rejected, because support for it is not advertised.
 */
async function rootHits(context: CheckContext, filter: string, own: readonly CreatedResource[]): Promise<string[]> {
  const { expect, inapplicable } = context
  const response = await query(context, filter, LARGE_COUNT, '/')
  if (isRejection(response)) inapplicable(`the query of the base URL is rejected: ${response.describe()}`)
  expect(response).to.be.scimList()
  return hitsAmong(response, own)
}

const named = (resource: ScimResource): string => `displayName eq ${JSON.stringify(resource['displayName'])}`

/** Checks that a query of the base URL searches all resource types (RFC 7644 §3.4.2.1). */
export const rootCoversTypes: Check = defineCheck({
  id: 'scim.root-query.all-types',
  title: 'A query of the base URL finds resources of every type',
  requirements: ['rfc7644-3.4.2.1-01'],
  dependsOn,
  async run(context) {
    const { given, target, expect, eventually } = context
    const user: CreatedResource = await aSharedUser(context)
    const group: CreatedResource | undefined = target.capabilities.groups ? await given.group() : undefined
    const own = group === undefined ? [user] : [user, group]
    const filter = group === undefined ? anyOf([user]) : `${anyOf([user])} or ${named(group)}`
    await eventually(async () =>
      expect(await rootHits(context, filter, own), 'results of the query of the base URL').to.have.members(
        own.map((one) => String(one['userName'] ?? one['displayName'])),
      ),
    )
  },
})

/** Checks that a query of the base URL can be restricted to one resource type (RFC 7644 §3.4.2.1). */
export const rootByType: Check = defineCheck({
  id: 'scim.root-query.resource-type',
  title: 'A filter by meta.resourceType limits a query of the base URL to one resource type',
  requirements: ['rfc7644-3.4.2.1-02'],
  dependsOn: [...dependsOn, 'groups'],
  async run(context) {
    const { given, expect } = context
    const [user, group] = await Promise.all([aSharedUser(context), given.group()])
    const filter = `(${anyOf([user])} or ${named(group)}) and meta.resourceType eq "User"`
    expect(await rootHits(context, filter, [user, group]), 'results of the query of the base URL').to.deep.equal([
      user['userName'],
    ])
  },
})

/** Checks that an attribute that a resource type does not have counts as unassigned (RFC 7644 §3.4.2.1). */
export const rootForeignAttribute: Check = defineCheck({
  id: 'scim.root-query.foreign-attribute',
  title: 'In a query of the base URL, an attribute that a type does not have counts as having no value',
  requirements: ['rfc7644-3.4.2.1-04'],
  dependsOn,
  async run(context) {
    const { given, expect, target, eventually } = context
    const user = await aSharedUser(context)
    const group = target.capabilities.groups ? [await given.group()] : []
    await eventually(async () =>
      expect(
        await rootHits(context, anyOf([user]), [user, ...group]),
        'results of the query of the base URL',
      ).to.deep.equal([user['userName']]),
    )
  },
})

/** Checks that filters work at the base URL as elsewhere (RFC 7644 §3.4.2.1). */
export const rootFilters: Check = defineCheck({
  id: 'scim.root-query.filter',
  title: 'A filter over all resource types finds the same resources as filters over each type',
  requirements: ['rfc7644-3.4.2.1-05'],
  dependsOn: [...dependsOn, 'groups'],
  async run(context) {
    const { own, prefix, expected } = await context.once(namesWithPrefix)
    const { expect, eventually } = context
    await eventually(async () =>
      expect(
        await rootHits(context, `displayName sw "${prefix}"`, own),
        'results of the query of the base URL',
      ).to.have.members(expected),
    )
  },
})

/** Checks a search by POST at the base URL (RFC 7644 §3.4.3). */
export const rootSearch: Check = defineCheck({
  id: 'scim.root-query.search',
  title: 'POST of /.search at the base URL finds resources of every type',
  requirements: ['rfc7644-3.4.3-10'],
  dependsOn: ['search', ...dependsOn, 'groups'],
  async run(context) {
    const { own, prefix, expected } = await context.once(namesWithPrefix)
    const { expect, inapplicable } = context
    const response = await searchByPost(context, { filter: `displayName sw "${prefix}"` }, '')
    if (isRejection(response)) inapplicable(`/.search of the base URL is rejected: ${response.describe()}`)
    expect(response).to.be.scimList()
    expect(hitsAmong(response, own), 'results of the query of the base URL').to.have.members(expected)
  },
})

interface DisplayNames {
  readonly own: readonly CreatedResource[]
  readonly prefix: string
  readonly expected: readonly string[]
}

/** A user and a group whose display names have the same prefix, and a user with another name. */
const namesWithPrefix: Story<DisplayNames> = defineStory({
  id: 'display-names-with-prefix',
  isRenewable: true,
  gather: (context) => displayNames(context),
})

async function displayNames(context: CheckContext): Promise<DisplayNames> {
  requireDeclared(context, USER_SCHEMA, 'displayName')
  requireDeclared(context, GROUP_SCHEMA, 'displayName')
  const prefix = `Root ${context.given.unique()}`
  const { users } = await family(context, ['a', 'b'], (index) => ({
    displayName: index === 0 ? `${prefix} user` : `No ${prefix}`,
  }))
  const group = await context.given.group({ displayName: `${prefix} group` })
  return { own: [...users, group], prefix, expected: [String(users[0]?.['userName']), `${prefix} group`] }
}
