import { type CheckContext, defineStory, type Story } from '../../../harness/index.ts'
import type { CreatedResource } from '../../support/index.ts'
import { anyOf, type Parameters, query } from './query.ts'
import { family } from './subjects.ts'

/** Resources of one type that are read on several pages, in the order in which the target lists them. */
export interface Several {
  /** The path of their collection. */
  readonly path: string
  /** The filter that finds exactly these resources. */
  readonly filter: string
  /**
   * The parameters that request a stable order; empty if the target does not sort, in which case no order is guaranteed
   * (RFC 7644 §3.4.2.3).
   */
  readonly order: Parameters
  readonly ids: readonly string[]
}

const ENDINGS = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
/** A count larger than the number of resources, so that they fit on one page. */
const ONE_PAGE = 50

/**
 * Creates seven Users once per run. Skips the check if no filter finds exactly these, or if their order varies between
 * requests, which RFC 7644 §3.4.2.3 allows.
 */
export const severalUsers: Story<Several> = defineStory({
  id: 'several-users',
  gather: async (context) => {
    const { prefix, users } = await family(context, ENDINGS)
    return ordered(context, 'User', users, [`userName sw "${prefix}"`, anyOf(users)])
  },
})

/** Creates seven Groups once per run, in the same way as the Users. */
export const severalGroups: Story<Several> = defineStory({
  id: 'several-groups',
  gather: async (context) => {
    const { given } = context
    const prefix = given.unique()
    const groups = await Promise.all(ENDINGS.map((ending) => given.group({ displayName: `${prefix}${ending}` })))
    const each = groups.map(({ displayName }) => `displayName eq ${JSON.stringify(String(displayName))}`).join(' or ')
    return ordered(context, 'Group', groups, [`displayName sw "${prefix}"`, each])
  },
})

async function ordered(
  context: CheckContext,
  type: 'User' | 'Group',
  resources: readonly CreatedResource[],
  filters: readonly string[],
): Promise<Several> {
  const { skip, target } = context
  const path = target.endpoint(type)
  const order: Parameters = target.capabilities.sort ? { sortBy: type === 'User' ? 'userName' : 'displayName' } : {}
  const own = new Set<unknown>(resources.map(({ id }) => id))
  const listedBy = async (filter: string): Promise<string[]> => {
    const response = await query(context, filter, { count: ONE_PAGE, ...order }, path)
    return response.status === 200 ? response.resources.map(({ id }) => String(id)) : []
  }
  for (const filter of filters) {
    const ids = await listedBy(filter)
    if (ids.length !== own.size || !ids.every((id) => own.has(id))) continue
    const again = await listedBy(filter)
    if (again.join() !== ids.join())
      return skip('the order of results changes from request to request, so pages may overlap', 'unstable-order')
    return { path, filter, order, ids }
  }
  return skip(`no filter returns exactly the ${own.size} resources of the run on one page`, 'filter.or')
}
