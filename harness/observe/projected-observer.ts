import type { JumpCloudApi, SystemUser } from '../../mocks/jumpcloud-api/index.ts'
import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import type { Transport } from '../../mocks/transport/index.ts'
import { segmentOf } from '../scim/locate.ts'
import type { ScimSession } from '../scim/session.ts'
import type { DownstreamObserver } from './downstream-observer.ts'
import { projectUser } from './projection.ts'

/** The place to which projections are written. */
export interface ProjectionTarget {
  /** The origin of the mock JumpCloud API. */
  readonly apiUrl: string
  readonly apiKey: string
  readonly transport: Transport
  readonly api: JumpCloudApi
}

/** Observes a target that knows no JumpCloud: reads its resource back, maps it by the table, and writes it to the mock API, which validates as the real one would. */
export function observeProjected(
  scim: ScimSession,
  { apiUrl, apiKey, transport, api }: ProjectionTarget,
): DownstreamObserver {
  const systemIds = new Map<string, string>()
  const write = async (method: 'POST' | 'PUT', path: string, body: JsonObject): Promise<SystemUser | undefined> => {
    const headers = { 'x-api-key': apiKey, 'content-type': 'application/json', 'creation-source': 'jumpcloud:scim' }
    const response = await transport({
      method,
      url: `${apiUrl}/api/systemusers${path}`,
      headers,
      body: JSON.stringify(body),
    })
    if (response.status !== 200) return undefined
    const user: unknown = JSON.parse(response.body)
    return isJsonObject(user) ? (user as SystemUser) : undefined
  }
  return {
    kind: 'scim',
    find: (predicate) => api.store.list().filter(predicate),
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
