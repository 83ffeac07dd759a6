import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isSuccess } from '../support/index.ts'
import { postGroup } from './group-parts.ts'
import { sharedSourceUsers } from './source-users.ts'
import { idOf } from './wire.ts'

const COUNT = 5
const OBJECTS = 11
/** The maximum number of pages to read, so that a run does not read every page of a very large server. */
const MOST_PAGES = 40

type Endpoint = '/Users' | '/Groups'

/** Reads the pages with `startIndex` 1, 6 and 11, judges the numbers in each, and returns the beginning of a walk. */
export async function pagesOf(context: CheckContext, endpoint: Endpoint): Promise<Pages> {
  const { scim, expect } = context
  const pages: string[][] = []
  const totals: number[] = []
  for (const startIndex of [1, 1 + COUNT, 1 + 2 * COUNT]) {
    const response = await scim.get(endpoint, { query: { startIndex, count: COUNT } })
    const { resources } = response
    const { totalResults, startIndex: echoed } = response.resource
    expect(response).to.have.status(200)
    if (echoed !== undefined || resources.length < Number(totalResults))
      expect(echoed, `startIndex of the page with startIndex=${startIndex}`).to.equal(startIndex)
    expect(
      resources.length,
      `number of resources on the page with startIndex=${startIndex} and count=${COUNT}`,
    ).to.be.at.most(COUNT)
    // Other clients may delete their objects meanwhile, so an empty page is a fault only well before the end.
    if (Number(totalResults) >= startIndex + COUNT)
      expect(
        resources.length,
        `number of resources on the page with startIndex=${startIndex} of ${String(totalResults)} results`,
      ).to.be.at.least(1)
    pages.push(resources.map(({ id }) => String(id)))
    totals.push(Number(totalResults))
  }
  return { pages, totals }
}

/** Pages by the ids of their resources, each with the totalResults that it states. */
export interface Pages {
  readonly pages: readonly (readonly string[])[]
  readonly totals: readonly number[]
}

const NO_PAGES: Pages = { pages: [], totals: [] }

/** The result of reading all pages. */
interface Walk extends Pages {
  readonly isWhole: boolean
}

/** Reads one page after another until totalResults is reached; continues after full pages that were already read. */
async function walk({ scim, expect }: CheckContext, endpoint: Endpoint, begun: Pages): Promise<Walk> {
  const isContinued = begun.pages.every(({ length }) => length === COUNT)
  const pages = isContinued ? [...begun.pages] : []
  const totals = isContinued ? [...begun.totals] : []
  let startIndex = 1 + pages.length * COUNT
  if (isContinued && startIndex > (totals[0] ?? Number.POSITIVE_INFINITY)) return { pages, totals, isWhole: true }
  while (pages.length < MOST_PAGES) {
    const response = await scim.get(endpoint, { query: { startIndex, count: COUNT } })
    expect(response).to.have.status(200)
    const ids = response.resources.map(({ id }) => String(id))
    pages.push(ids)
    totals.push(Number(response.resource['totalResults']))
    startIndex += Math.max(1, ids.length)
    if (ids.length === 0 || startIndex > (totals[0] ?? 0)) return { pages, totals, isWhole: true }
  }
  return { pages, totals, isWhole: false }
}

/** Lists the problems of a walk for the run's own objects; other clients may add and remove objects meanwhile. */
function faultsOf({ pages, totals, isWhole }: Walk, own: readonly string[]): string[] {
  const all = pages.flat()
  const times = (id: string): number => all.filter((one) => one === id).length
  const repeated = own.filter((id) => times(id) > 1)
  const missing = isWhole ? own.filter((id) => times(id) === 0) : []
  const listed = (ids: readonly string[]): string => `${ids.length} of ${own.length} resources (such as ${ids[0]})`
  return [
    ...(repeated.length > 0 ? [`${listed(repeated)} on more than one page`] : []),
    ...(missing.length > 0 ? [`${listed(missing)} on no page`] : []),
    ...(isOfPages(totals, pages)
      ? [`totalResults ${totals.join(', ')} on the pages, as if it counted one page and not all results`]
      : []),
  ]
}

/**
 * Returns whether totalResults follows the pages: the number of results on the page, of those read so far, or of those
 * left. If it changes in another way, other clients are writing.
 */
function isOfPages(totals: readonly number[], pages: Walk['pages']): boolean {
  if (new Set(totals).size < 2) return false
  // The first page may be correct: some servers miscount only from startIndex on.
  const [first = 0, ...later] = totals
  const follows = (count: (page: number) => number): boolean =>
    later.length > 0 && later.every((total, index) => total === count(index + 1))
  return (
    follows((page) => pages[page]?.length ?? 0) ||
    follows((page) => first - page * COUNT) ||
    follows((page) => pages.slice(0, page + 1).flat().length)
  )
}

/**
 * Judges that each of the run's objects is on exactly one page. If a second walk gives other pages, the order is not
 * stable or other clients are writing.
 */
async function judgeWalk(
  context: CheckContext,
  endpoint: Endpoint,
  own: readonly string[],
  begun: Pages,
): Promise<void> {
  const { expect, note } = context
  const first = await walk(context, endpoint, begun)
  if (faultsOf(first, own).length === 0) return
  const second = await walk(context, endpoint, NO_PAGES)
  const isStable = first.pages.join(';') === second.pages.join(';')
  if (!isStable)
    return note('reading all pages twice gives different pages: the order is not stable, or another client writes')
  expect(
    faultsOf(second, own),
    `problems of paging through ${own.length} resources of the run with count=${COUNT}`,
  ).to.deep.equal([])
}

/** Checks that index-based pages of users cover all users without duplicates. */
export const userPages: Check = defineCheck({
  id: 'entra.paging.users',
  title: 'startIndex and count page through all users, and each user is on one page',
  requirements: ['entra.paging.index', 'entra.paging.distinct'],
  dependsOn: ['index'],
  exclusive: true,
  async run(context) {
    const { expect, requirement, skip } = context
    const own = (await sharedSourceUsers(context, OBJECTS)).map(({ id }) => id)
    let begun = NO_PAGES
    await requirement('entra.paging.index', async () => {
      begun = await pagesOf(context, '/Users')
    })
    if (begun.pages.length === 0) return
    const [first = [], second = []] = begun.pages
    if (first.length === 0) return skip('the first page is empty')
    const isRepeated = second.every((id) => first.includes(id)) && second.length > 0
    await requirement('entra.paging.distinct', async () => {
      expect(second, 'ids on the second page').to.not.fit(() => isRepeated, 'the ids of the first page')
      await judgeWalk(context, '/Users', own, begun)
    })
  },
})

/** Checks that index-based pages of groups cover all groups without duplicates. */
export const groupPages: Check = defineCheck({
  id: 'entra.paging.groups',
  title: 'startIndex and count page through all groups, and each group is on one page',
  requirements: ['entra.paging.groups'],
  dependsOn: ['index', 'groups'],
  exclusive: true,
  async run(context) {
    const { given, skip } = context
    const made = await Promise.all(
      Array.from({ length: OBJECTS }, () => postGroup(context, `Team ${given.unique()}`, given.unique())),
    )
    if (!made.every(isSuccess)) return skip('groups cannot be created', 'entra.group.create')
    const own = made.map((response) => idOf(context, response))
    await judgeWalk(context, '/Groups', own, await pagesOf(context, '/Groups'))
  },
})
