import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isRejection } from './support/query.ts'
import { inOrder, namesOf, requireStored, type ThreeUsers, threeUsers } from './support/three-users.ts'

const dependsOn = ['sort', 'filter'] as const
const BY_NAME = [1, 0, 2] as const

/** Asserts the order by an attribute if the target sorts by it. */
async function expectOrder(
  context: CheckContext,
  three: ThreeUsers,
  parameters: Readonly<Record<string, string>>,
  places: readonly (0 | 1 | 2)[],
): Promise<void> {
  const shown = await inOrder(context, three, parameters)
  const asked = new URLSearchParams(parameters).toString()
  if (shown !== undefined) context.expect(shown, `userNames with ${asked}`).to.deep.equal(namesOf(three, ...places))
}

/** Checks that a server without sort support ignores or rejects sortBy (RFC 7644 §3.4.2.3). */
export const unsupportedSort: Check = defineCheck({
  id: 'scim.sort.unsupported',
  title: 'A server that does not sort ignores sortBy or rejects it',
  requirements: ['rfc7644-3.4.2.3-01'],
  readOnly: true,
  async run({ scim, expect, target, inapplicable, note }) {
    if (target.capabilities.sort) inapplicable(`the server supports sorting: ${target.capabilityReasons.sort}`)
    const response = await scim.get(target.endpoint('User'), { query: { sortBy: 'userName', count: 1 } })
    note(`sortBy is not advertised, and a request with it is answered: ${response.describe()}`)
    if (!isRejection(response)) expect(response).to.be.scimList()
  },
})

/** Checks that sortBy sorts by the attribute that it names (RFC 7644 §3.4.2.3). */
export const sortedByAttribute: Check = defineCheck({
  id: 'scim.sort.by-attribute',
  title: 'sortBy sorts by the attribute that it names',
  requirements: ['rfc7644-3.4.2.3-02'],
  dependsOn,
  run: async (context) => expectOrder(context, await context.once(threeUsers), { sortBy: 'userName' }, BY_NAME),
})

/** Checks that the default order is ascending (RFC 7644 §3.4.2.3). */
export const ascendingByDefault: Check = defineCheck({
  id: 'scim.sort.ascending-by-default',
  title: 'Without sortOrder, the order is ascending',
  requirements: ['rfc7644-3.4.2.3-03'],
  dependsOn,
  async run(context) {
    const three = await context.once(threeUsers)
    const said = await inOrder(context, three, { sortBy: 'userName', sortOrder: 'ascending' })
    const unsaid = await inOrder(context, three, { sortBy: 'userName' })
    if (said !== undefined && unsaid !== undefined)
      context.expect(unsaid, 'userNames without sortOrder').to.deep.equal(said)
  },
})

/** Checks that `sortOrder=descending` reverses the order (RFC 7644 §3.4.2.3). */
export const descending: Check = defineCheck({
  id: 'scim.sort.descending',
  title: 'sortOrder=descending reverses the order',
  requirements: ['rfc7644-3.4.2.3-04'],
  dependsOn,
  async run(context) {
    const three = await context.once(threeUsers)
    await expectOrder(context, three, { sortBy: 'userName', sortOrder: 'descending' }, BY_NAME.toReversed())
  },
})

/** Checks that a multi-valued attribute is sorted by its primary value (RFC 7644 §3.4.2.3). */
export const sortedByPrimary: Check = defineCheck({
  id: 'scim.sort.primary-value',
  title: 'sortBy sorts a multi-valued attribute by its primary value',
  requirements: ['rfc7644-3.4.2.3-05'],
  dependsOn,
  async run(context) {
    const three = await context.once(threeUsers)
    requireStored(context, three, 'emails')
    await expectOrder(context, three, { sortBy: 'emails.value' }, [0, 2, 1])
  },
})

/** Checks that sortBy can name a sub-attribute (RFC 7644 §3.4.2.3). */
export const sortedByPart: Check = defineCheck({
  id: 'scim.sort.sub-attribute',
  title: 'sortBy sorts a complex attribute by the sub-attribute that it names',
  requirements: ['rfc7644-3.4.2.3-06'],
  dependsOn,
  async run(context) {
    const three = await context.once(threeUsers)
    requireStored(context, three, 'name')
    await expectOrder(context, three, { sortBy: 'name.givenName' }, [1, 2, 0])
  },
})

/** Checks the position of resources without a value (RFC 7644 §3.4.2.3). */
export const missingValues: Check = defineCheck({
  id: 'scim.sort.missing-values',
  title: 'A User without the attribute is last in ascending and first in descending order',
  requirements: ['rfc7644-3.4.2.3-07'],
  dependsOn,
  async run(context) {
    const three = await context.once(threeUsers)
    requireStored(context, three, 'title')
    await expectOrder(context, three, { sortBy: 'title', sortOrder: 'ascending' }, [0, 2, 1])
    await expectOrder(context, three, { sortBy: 'title', sortOrder: 'descending' }, [1, 2, 0])
  },
})

/** Checks that the order depends on the type of the attribute and on caseExact (RFC 7644 §3.4.2.3). */
export const sortedByType: Check = defineCheck({
  id: 'scim.sort.by-type',
  title: 'The order follows the attribute’s type: strings without regard to letter case, numbers by value',
  requirements: ['rfc7644-3.4.2.3-08'],
  dependsOn,
  async run(context) {
    const { target, warn, inapplicable } = context
    const three = await context.once(threeUsers)
    const { number } = three
    const hasTexts = ['displayName', 'nickName'].every((name) => three.sent.every((one) => one[name] !== undefined))
    if (!hasTexts && number === undefined)
      inapplicable('/Schemas declares neither displayName and nickName nor a number')
    if (hasTexts) {
      requireStored(context, three, 'displayName')
      await expectOrder(context, three, { sortBy: 'displayName' }, [2, 0, 1])
      const mixed = await inOrder(context, three, { sortBy: 'nickName' })
      const isExact = target.attribute('urn:ietf:params:scim:schemas:core:2.0:User', 'nickName')?.caseExact === true
      const expected = namesOf(three, ...(isExact ? ([1, 2, 0] as const) : ([1, 0, 2] as const)))
      // The RFC names no collation, so the order of mixed letter cases is only a remark.
      if (mixed !== undefined && mixed.join() !== expected.join())
        warn(`nickName of b, A and C are in the order of the Users ${mixed.join(', ')}`)
    }
    if (number === undefined) return
    requireStored(context, three, number.extension ?? number.name)
    await expectOrder(context, three, { sortBy: number.path }, [1, 0, 2])
  },
})

/** Checks that the pages of a sorted query are in one order (RFC 7644 §3.4.2.3). */
export const sortedOverPages: Check = defineCheck({
  id: 'scim.sort.over-pages',
  title: 'The pages of a sorted query together have all results in order',
  requirements: ['rfc7644-3.4.2.3-09'],
  dependsOn: ['sort', 'filter', 'index'],
  async run(context) {
    const three = await context.once(threeUsers)
    const seen: string[] = []
    for (const startIndex of [1, 2, 3]) {
      const page = await inOrder(context, three, { sortBy: 'userName', startIndex, count: 1 })
      if (page === undefined) return
      seen.push(...page)
    }
    context.expect(seen, 'userNames of the Users on three pages').to.deep.equal(namesOf(three, ...BY_NAME))
  },
})
