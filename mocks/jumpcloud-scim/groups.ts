import { LIST_RESPONSE_MESSAGE } from '../protocol/index.ts'
import { type Deviation, ScimError } from '../scim-server/index.ts'
import type { JumpCloudScimSwitches } from './switches.ts'

const PATH = /^\/Groups(?:\/|$)/
/** A query that matches no user: one call of the API, which verifies the key. */
const NO_MATCH = new URLSearchParams({ filter: 'id eq "0"' })

/**
 * Returns the rule for `/Groups`. Groups are documented as unsupported, but Entra's connection test requests them and
 * fails on 404, so an empty list is more likely.
 */
export function groupsRule(groups: JumpCloudScimSwitches['groups']): Deviation {
  return {
    name: `groups-${groups}`,
    says: 'groups are not supported',
    caughtBy: [],
    around: async (request, serve) => {
      if (groups === '404' || !PATH.test(request.path)) return serve(request)
      const judged = await serve({
        method: 'GET',
        path: '/Users',
        query: NO_MATCH,
        headers: request.headers,
        base: request.base,
      })
      if (judged.status !== 200) return judged
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      const isList = isRead && /^\/Groups\/?$/.test(request.path)
      const isSearch = request.method === 'POST' && request.path === '/Groups/.search'
      if (groups === '501' || !(isRead || isSearch))
        throw new ScimError(501, 'JumpCloud’s SCIM server has no groups; switch group provisioning off')
      if (!isList && !isSearch) return serve(request)
      const body = { schemas: [LIST_RESPONSE_MESSAGE], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] }
      return { status: 200, headers: {}, body }
    },
  }
}
