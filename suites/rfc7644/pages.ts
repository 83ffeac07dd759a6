import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { isRejection, query, searchByPost } from './support/query.ts'
import { type Several, severalGroups, severalUsers } from './support/several.ts'

/** Page positions and sizes: from the middle, across the end, and with every count from 2 to 5. */
const PAGES: readonly (readonly [startIndex: number, count: number])[] = [
  [1, 3],
  [4, 3],
  [7, 3],
  [2, 3],
  [3, 2],
  [5, 2],
  [2, 4],
  [6, 4],
  [3, 5],
  [6, 5],
]

/** Pages that start after the last of seven results. */
const PAST_END: typeof PAGES = [
  [8, 3],
  [15, 2],
]

type Ask = (context: CheckContext, several: Several, startIndex: number, count: number) => Promise<ScimResponse>

interface PageRow {
  readonly id: string
  readonly title: string
  readonly dependsOn: NonNullable<Check['dependsOn']>
  readonly several: typeof severalUsers
  readonly ask: Ask
}

const byGet: Ask = (context, { filter, path, order }, startIndex, count) =>
  query(context, filter, { startIndex, count, ...order }, path)
const byPost: Ask = (context, { filter, path, order }, startIndex, count) =>
  searchByPost(context, { filter, startIndex, count, ...order }, path)

const ROWS: readonly PageRow[] = [
  {
    id: 'scim.paging.page-of-several',
    title: 'A page of several Users begins at startIndex, also in the middle and at the end',
    dependsOn: ['index', 'filter'],
    several: severalUsers,
    ask: byGet,
  },
  {
    id: 'scim.paging.page-of-groups',
    title: 'A page of several Groups begins at startIndex, also in the middle and at the end',
    dependsOn: ['index', 'filter', 'groups', 'paging'],
    several: severalGroups,
    ask: byGet,
  },
  {
    id: 'scim.search.page-of-several',
    title: 'A page of several Users, requested by POST, begins at startIndex',
    dependsOn: ['index', 'filter', 'search', 'paging'],
    several: severalUsers,
    ask: byPost,
  },
]

/** Checks pages with more than one result, on which a wrong offset is visible. */
export const pagesOfSeveral: readonly Check[] = ROWS.map(({ id, title, dependsOn, several, ask }) =>
  defineCheck({
    id,
    title,
    requirements: ['rfc7644-3.4.2.4-03', 'rfc7644-3.4.2.4-05', 'rfc7644-3.4.2.4-10', 'rfc7644-3.4.2.4-11'],
    dependsOn,
    ...(dependsOn.includes('paging') ? {} : { decides: { ability: 'paging', requirement: 'rfc7644-3.4.2.4-03' } }),
    async run(context) {
      const seven = await context.once(several)
      for (const [startIndex, count] of PAGES) {
        const response = await ask(context, seven, startIndex, count)
        await judgePage(context, seven, response, startIndex, count)
      }
    },
  }),
)

async function judgePage(
  { expect, requirement, warn }: CheckContext,
  { ids, order }: Several,
  response: ScimResponse,
  startIndex: number,
  count: number,
): Promise<void> {
  const page = `the page with startIndex=${startIndex} and count=${count} of ${ids.length} results`
  expect(response).to.be.scimList()
  const { resource, resources } = response
  await requirement('rfc7644-3.4.2.4-05', () =>
    expect(resources.length, `number of resources on ${page}`).to.be.at.most(count),
  )
  await requirement('rfc7644-3.4.2.4-10', () =>
    expect(resource['totalResults'], `totalResults of ${page}`).to.equal(ids.length),
  )
  const { startIndex: stated = null } = resource
  if (stated !== null && resources.length > 0)
    await requirement('rfc7644-3.4.2.4-11', () => expect(stated, `startIndex of ${page}`).to.equal(startIndex))
  // A server may return fewer than count results, but must not skip results before them.
  const shown = resources.slice(0, count).map(({ id }) => ids.indexOf(String(id)) + 1)
  const length = Math.max(1, shown.length)
  const due = Array.from({ length }, (_, index) => startIndex + index)
  // Without sorting no order is guaranteed, so the page may belong to another order.
  if (Object.keys(order).length === 0 && shown.join() !== due.join() && shown.length > 0)
    return warn(`${page} has the results ${shown.join(', ')}; the server does not sort, so pages may overlap`)
  await requirement('rfc7644-3.4.2.4-03', () =>
    expect(shown, `positions of the results on ${page} (0 is a resource outside of the list)`).to.deep.equal(due),
  )
}

/**
 * Checks that a page after the last result is empty, because some clients read until they get an empty page (RFC 7644
 * §3.4.2.4).
 */
export const pagePastEnd: Check = defineCheck({
  id: 'scim.paging.page-past-end',
  title: 'A page past the last result is empty, also with a count',
  requirements: ['rfc7644-3.4.2.4-04'],
  dependsOn: ['index', 'filter', 'paging.past-end'],
  async run(context) {
    const { expect, once, warn } = context
    const seven = await once(severalUsers)
    for (const [startIndex, count] of PAST_END) {
      const response = await byGet(context, seven, startIndex, count)
      const page = `the page with startIndex=${startIndex} and count=${count}, past the last of ${seven.ids.length} results`
      if (isRejection(response)) {
        warn(`${page} is rejected: ${response.describe()}`)
        continue
      }
      expect(response).to.be.scimList(seven.ids.length)
      expect(response.resources.length, `number of resources on ${page}`).to.equal(0)
    }
  },
})

const COUNTED = [
  { id: 'scim.paging.count-zero-total', type: 'Users', dependsOn: ['index', 'filter'], several: severalUsers },
  {
    id: 'scim.paging.count-zero-groups',
    type: 'Groups',
    dependsOn: ['index', 'filter', 'groups'],
    several: severalGroups,
  },
] as const

/** Checks count=0, with which a client asks only for the number of results. */
export const countZeroTotals: readonly Check[] = COUNTED.map(({ id, type, dependsOn, several }) =>
  defineCheck({
    id,
    title: `count=0 returns the total number of matching ${type}`,
    requirements: ['rfc7644-3.4.2.4-08'],
    dependsOn,
    async run(context) {
      const { expect, once } = context
      const { filter, path, ids } = await once(several)
      const response = await query(context, filter, { count: 0 }, path)
      expect(response).to.be.scimList()
      expect(response.resource['totalResults'], `totalResults of ${ids.length} ${type} with count=0`).to.equal(
        ids.length,
      )
    },
  }),
)
