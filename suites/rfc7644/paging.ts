import { type Check, defineCheck } from '../../harness/index.ts'

/** count. */
export const countLimits: Check = defineCheck({
  id: 'scim.paging.count-limits',
  title: 'No more than count results are returned, and totalResults counts all',
  requirements: ['rfc7644-3.4.2.4-05', 'rfc7644-3.4.2.4-10', 'rfc7644-3.4.2-06', 'rfc7644-3.4.2-07'],
  needs: ['index', 'filter'],
  async run({ scim, given, expect, target, requirement, skip, eventually }) {
    const names = await Promise.all([given.user(), given.user(), given.user()])
    const filter = names.map((user) => `userName eq "${user['userName']}"`).join(' or ')
    const response = await eventually(async () => {
      const answer = await scim.get(target.endpoint('User'), { query: { filter, count: 2, startIndex: 1 } })
      // Filters have checks of their own; this one only needs a list of known length.
      if (answer.status === 400) skip(`the filter is refused: ${answer.describe()}`, 'filter-or')
      expect(answer).to.be.scimList()
      return answer
    })
    await requirement('rfc7644-3.4.2.4-05', () =>
      expect(response.resources.length, 'results with count=2').to.be.at.most(2),
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

/** count=0. */
export const countZero: Check = defineCheck({
  id: 'scim.paging.count-zero',
  title: 'count=0 returns totalResults and no resource',
  requirements: ['rfc7644-3.4.2.4-08'],
  needs: ['index'],
  readOnly: true,
  async run({ scim, expect, target }) {
    const response = await scim.get(target.endpoint('User'), { query: { count: 0 } })
    expect(response).to.be.scimList()
    expect(response.resources.length, 'resources with count=0').to.equal(0)
  },
})
