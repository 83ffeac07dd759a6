import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isTaken } from '../support/index.ts'
import { postGroup } from './group-parts.ts'
import { provisionedPerson } from './people.ts'

const COUNT = 5
const PEOPLE = 11

/** Ids on the pages from `startIndex` 1, 6 and 11, judged by what is said of each. */
export async function pagesOf(context: CheckContext, endpoint: '/Users' | '/Groups'): Promise<string[][]> {
  const { scim, expect } = context
  const pages: string[][] = []
  for (const startIndex of [1, 1 + COUNT, 1 + 2 * COUNT]) {
    const response = await scim.get(endpoint, { query: { startIndex, count: COUNT } })
    const { resources } = response
    const { totalResults, startIndex: echoed } = response.resource
    expect(response.status, response.describe()).to.equal(200)
    if (echoed !== undefined || resources.length < Number(totalResults))
      expect(echoed, `startIndex of the page from ${startIndex}`).to.equal(startIndex)
    expect(resources.length, `resources on the page from ${startIndex}, asked for ${COUNT}`).to.be.at.most(COUNT)
    // Others may remove theirs meanwhile, so an empty page is a fault only well before the end.
    if (Number(totalResults) >= startIndex + COUNT)
      expect(resources.length, `resources on the page from ${startIndex} of ${String(totalResults)}`).to.be.at.least(1)
    pages.push(resources.map(({ id }) => String(id)))
  }
  return pages
}

/** Pages of users. */
export const userPages: Check = defineCheck({
  id: 'entra.paging.users',
  title: 'startIndex and count lead through more than two pages of users',
  requirements: ['entra.paging.index', 'entra.paging.distinct'],
  dependsOn: ['index'],
  exclusive: true,
  async run(context) {
    const { expect, requirement, skip } = context
    for (let index = 0; index < PEOPLE; index += 1) await provisionedPerson(context)
    const pages: string[][] = []
    await requirement('entra.paging.index', async () => void pages.push(...(await pagesOf(context, '/Users'))))
    if (pages.length === 0) return
    const [first = [], second = []] = pages
    if (first.length === 0) return skip('the first page is empty')
    await requirement('entra.paging.distinct', () =>
      expect(
        second.every((id) => first.includes(id)) && second.length > 0,
        `the second page has the users of the first: ${second.join(', ')}`,
      ).to.equal(false),
    )
  },
})

/** Pages of groups. */
export const groupPages: Check = defineCheck({
  id: 'entra.paging.groups',
  title: 'startIndex and count lead through more than two pages of groups',
  requirements: ['entra.paging.groups'],
  dependsOn: ['index', 'groups'],
  exclusive: true,
  async run(context) {
    const { given, skip } = context
    for (let index = 0; index < PEOPLE; index += 1) {
      const made = await postGroup(context, `Team ${given.unique()}`, given.unique())
      if (!isTaken(made)) return skip('groups cannot be created', 'entra.group.create')
    }
    await pagesOf(context, '/Groups')
  },
})
