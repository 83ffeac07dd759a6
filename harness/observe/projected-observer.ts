import type { SystemUser } from '../../mocks/jumpcloud-api/index.ts'
import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import type { Transport } from '../../mocks/transport/index.ts'
import { segmentOf } from '../scim/locate.ts'
import type { ScimSession } from '../scim/session.ts'
import type { Downstream } from '../target/start-downstream.ts'
import type { DownstreamObserver } from './downstream-observer.ts'
import { projectUser } from './projection.ts'

/** The mock JumpCloud API to which projections are written. */
type ProjectionTarget = Pick<Downstream, 'api' | 'url' | 'apiKey'>

/**
 * Observes a target that does not write to JumpCloud: reads its resource back, maps it by the table, and writes it to
 * the mock API, which validates as the real one would and starts with the first write.
 */
export function observeProjected(
  scim: ScimSession,
  transport: Transport,
  start: () => Promise<ProjectionTarget>,
): DownstreamObserver {
  const systemIds = new Map<string, string>()
  let started: ProjectionTarget | undefined
  const write = async (method: 'POST' | 'PUT', path: string, body: JsonObject): Promise<SystemUser | undefined> => {
    started ??= await start()
    const { url, apiKey } = started
    const headers = { 'x-api-key': apiKey, 'content-type': 'application/json', 'creation-source': 'jumpcloud:scim' }
    const response = await transport({
      method,
      url: `${url}/api/systemusers${path}`,
      headers,
      body: JSON.stringify(body),
    })
    if (response.status !== 200) return undefined
    const user: unknown = JSON.parse(response.body)
    return isJsonObject(user) ? (user as SystemUser) : undefined
  }
  return {
    kind: 'scim',
    find: (predicate) => started?.api.store.list().filter(predicate) ?? [],
    systemUser: async ({ id }) => {
      const shown = await scim.get(`/Users/${segmentOf(id)}`)
      if (!shown.isSuccess || !isJsonObject(shown.body)) return undefined
      const body = projectUser(shown.body)
      const known = systemIds.get(id)
      const user = known === undefined ? await write('POST', '', body) : await write('PUT', `/${known}`, body)
      if (user !== undefined) systemIds.set(id, user._id)
      return user
    },
  }
}
