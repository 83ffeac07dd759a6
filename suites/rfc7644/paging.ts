import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { hitsAmong, isRejection, LARGE_COUNT, type Parameters, query } from './support/query.ts'
import { namesOf, type ThreeUsers, threeUsers } from './support/three-users.ts'

const dependsOn = ['index', 'filter'] as const

/** Requests a page of the three Users and asserts that the response is a list. */
async function page(context: CheckContext, three: ThreeUsers, parameters: Parameters): Promise<ScimResponse> {
  const response = await query(context, three.filter, { ...LARGE_COUNT, ...parameters })
  context.expect(response).to.be.scimList()
  return response
}

/** Checks that count limits the page and that totalResults counts all results (RFC 7644 §3.4.2.4). */
export const countLimits: Check = defineCheck({
  id: 'scim.paging.count-limits',
  title: 'At most count results are returned, and totalResults counts all of them',
  requirements: ['rfc7644-3.4.2.4-05', 'rfc7644-3.4.2.4-10', 'rfc7644-3.4.2-06', 'rfc7644-3.4.2-07'],
  dependsOn,
  async run(context) {
    const { once, expect, requirement } = context
    const response = await page(context, await once(threeUsers), { count: 2, startIndex: 1 })
    await requirement('rfc7644-3.4.2.4-05', () =>
      expect(response.resources.length, 'number of results with count=2').to.be.at.most(2),
    )
    await requirement('rfc7644-3.4.2.4-10', () =>
      expect(response.resource['totalResults'], 'totalResults of three users').to.equal(3),
    )
    if (response.resources.length >= 3) return
    await requirement('rfc7644-3.4.2-06', () =>
      expect(response.resource['startIndex'], 'startIndex of a partial page').to.equal(1),
    )
    await requirement('rfc7644-3.4.2-07', () =>
      expect(response.resource['itemsPerPage'], 'itemsPerPage of a partial page').to.equal(response.resources.length),
    )
  },
})

/** Checks count=0 (RFC 7644 §3.4.2.4). */
export const countZero: Check = defineCheck({
  id: 'scim.paging.count-zero',
  title: 'count=0 returns totalResults and no resource',
  requirements: ['rfc7644-3.4.2.4-08'],
  dependsOn: ['index'],
  readOnly: true,
  async run({ scim, expect, target }) {
    const response = await scim.get(target.endpoint('User'), { query: { count: 0 } })
    expect(response).to.be.scimList()
    expect(response.resources.length, 'number of resources with count=0').to.equal(0)
  },
})

/** Checks that a negative count means 0 (RFC 7644 §3.4.2.4). */
export const negativeCount: Check = defineCheck({
  id: 'scim.paging.negative-count',
  title: 'A negative count means 0',
  requirements: ['rfc7644-3.4.2.4-07'],
  dependsOn: ['index'],
  readOnly: true,
  async run({ scim, expect, target }) {
    const response = await scim.get(target.endpoint('User'), { query: { count: -1 } })
    expect(response).to.be.scimList()
    expect(response.resources.length, 'number of resources with count=-1').to.equal(0)
  },
})

/** Checks that a very large count is accepted (RFC 7644 §3.4.2.4). */
export const largeCount: Check = defineCheck({
  id: 'scim.paging.large-count',
  title: "A count above the server's maximum returns fewer results, not an error",
  requirements: ['rfc7644-3.4.2.4-06'],
  dependsOn: ['filter'],
  async run(context) {
    const response = await query(context, (await context.once(threeUsers)).filter, { count: 100_000 })
    context.expect(response).to.be.scimList()
  },
})

/** Checks that itemsPerPage is the number of resources on the page (RFC 7644 §3.4.2.4). */
export const itemsPerPage: Check = defineCheck({
  id: 'scim.paging.items-per-page',
  title: 'itemsPerPage, if present, is the number of resources in the page',
  requirements: ['rfc7644-3.4.2.4-09'],
  dependsOn: ['filter'],
  async run(context) {
    const { once, expect, warn } = context
    const { resource, resources } = await page(context, await once(threeUsers), { count: 10 })
    const { itemsPerPage: stated = null } = resource
    if (stated === null) return
    const isLarger = Number.isInteger(stated) && Number(stated) > resources.length
    // Figure 9 of RFC 7644, which is not normative, has itemsPerPage 10 for a list of two.
    if (isLarger) warn(`itemsPerPage is ${String(stated)}, and the page has ${resources.length} resources`)
    else expect(stated, 'itemsPerPage').to.equal(resources.length)
  },
})

/** Checks that startIndex counts from 1 and that 1 is its default (RFC 7644 §3.4.2.4). */
export const startIndexDefault: Check = defineCheck({
  id: 'scim.paging.start-index-default',
  title: 'startIndex counts from 1, and its default is 1',
  requirements: ['rfc7644-3.4.2.4-01'],
  dependsOn,
  async run(context) {
    const { expect, once } = context
    const three = await once(threeUsers)
    for (const parameters of [{}, { startIndex: 1 }]) {
      const response = await page(context, three, parameters)
      expect(hitsAmong(response, three.users), 'results of the query').to.have.members(namesOf(three, 0, 1, 2))
      const { startIndex = null } = response.resource
      if (startIndex !== null) expect(startIndex, 'startIndex of the response').to.equal(1)
    }
  },
})

/** Checks that a startIndex below 1 means 1 (RFC 7644 §3.4.2.4). */
export const startIndexBelowOne: Check = defineCheck({
  id: 'scim.paging.start-index-below-one',
  title: 'A startIndex below 1 means 1',
  requirements: ['rfc7644-3.4.2.4-02'],
  dependsOn,
  async run(context) {
    const { expect, once } = context
    const three = await once(threeUsers)
    for (const startIndex of [0, -5]) {
      const response = await page(context, three, { startIndex })
      expect(hitsAmong(response, three.users), `results with startIndex=${startIndex}`).to.have.members(
        namesOf(three, 0, 1, 2),
      )
      const { startIndex: shown = null } = response.resource
      if (shown !== null) expect(shown, 'startIndex of the response').to.equal(1)
    }
  },
})

/** Checks that a page starts at startIndex (RFC 7644 §3.4.2.4). */
export const startIndexSkips: Check = defineCheck({
  id: 'scim.paging.start-index-skips',
  title: 'The page begins at the result with the number startIndex, and the response says so',
  requirements: ['rfc7644-3.4.2.4-03', 'rfc7644-3.4.2.4-11'],
  dependsOn,
  async run(context) {
    const { expect, once, requirement, target, warn } = context
    const three = await once(threeUsers)
    const order: Parameters = target.capabilities.sort ? { sortBy: 'userName' } : {}
    const seen: string[] = []
    for (const startIndex of [1, 2, 3]) {
      const response = await page(context, three, { ...order, startIndex, count: 1 })
      seen.push(...hitsAmong(response, three.users))
      if (response.resources.length === 1)
        await requirement('rfc7644-3.4.2.4-11', () =>
          expect(response.resource['startIndex'], `startIndex of the page at ${startIndex}`).to.equal(startIndex),
        )
    }
    const isWhole = new Set(seen).size === 3
    // Without sorting no order is guaranteed, so pages may overlap; but a server must not return the same page for
    // every startIndex.
    if (!isWhole && !target.capabilities.sort && new Set(seen).size > 1)
      warn(`three pages of one User each have ${seen.join(', ')}`)
    else
      await requirement('rfc7644-3.4.2.4-03', () =>
        expect(seen, 'userNames of the Users on three pages').to.have.members(namesOf(three, 0, 1, 2)),
      )
  },
})

/** Checks that a page after the last result is empty and still has totalResults (RFC 7644 §3.4.2.4). */
export const startIndexPastEnd: Check = defineCheck({
  id: 'scim.paging.start-index-past-end',
  title: 'A startIndex past the last result returns no resource and the full totalResults',
  requirements: ['rfc7644-3.4.2.4-04'],
  dependsOn,
  decides: { ability: 'paging.past-end', requirement: 'rfc7644-3.4.2.4-04' },
  async run(context) {
    const { expect, once, warn } = context
    const { filter } = await once(threeUsers)
    const response = await query(context, filter, { startIndex: 4 })
    if (isRejection(response)) {
      warn(`a page past the end is rejected: ${response.describe()}`)
      return
    }
    expect(response).to.be.scimList(3)
    expect(response.resources.length, 'number of resources past the end').to.equal(0)
  },
})

/** Checks that a count or startIndex that is not a number is rejected or ignored (RFC 7644 §3.4.2.4). */
export const notANumber: Check = defineCheck({
  id: 'scim.paging.not-a-number',
  title: 'A count or startIndex that is not a number is rejected or ignored',
  requirements: ['rfc7644-3.4.2.4-13'],
  dependsOn: ['filter'],
  readOnly: true,
  async run(context) {
    const { expect, given, note } = context
    for (const name of ['count', 'startIndex']) {
      const response = await query(context, `userName eq "${given.unique('no-user')}"`, { [name]: 'abc' })
      note(`${name}=abc: ${response.describe()}`)
      if (!response.isSuccess) expect(response).to.be.refused()
    }
  },
})
