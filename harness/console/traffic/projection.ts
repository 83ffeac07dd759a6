import type { JumpCloudApi } from '../../../mocks/jumpcloud-api/index.ts'
import { isJsonObject, type JsonObject } from '../../../mocks/protocol/index.ts'
import { decodeUrl, parseJson, type Transport } from '../../../mocks/transport/index.ts'
import type { Exchange } from '../../../reports/index.ts'
import { projectUser } from '../../index.ts'
import type { ProjectedRefusal } from '../format/page-format.ts'

/** The components of a projection. */
export interface ProjectionParts {
  readonly api: JumpCloudApi
  /** The origin of the mock JumpCloud API. */
  readonly url: string
  readonly apiKey: string
  /** Reads resources back, with the headers of Entra's own request; these exchanges are not recorded. */
  readonly send: Transport
  readonly onChange: () => void
  readonly onFault: (error: unknown) => void
}

/** The values that JumpCloud would store for a target that does not write there. */
export interface Projection {
  /** Follows an unmasked exchange of Entra. */
  follow(exchange: Exchange): void
  /** The users that JumpCloud would reject, with the reason. */
  readonly refusals: readonly ProjectedRefusal[]
  /** Removes everything, because the target writes to JumpCloud itself. */
  withdraw(): void
}

/**
 * Creates a projection: the target's users, as it returns them, are mapped by the article's table and written to the
 * mock, which validates as the real API would.
 */
export function createProjection({ api, url, apiKey, send, onChange, onFault }: ProjectionParts): Projection {
  const systemIds = new Map<string, string>()
  const refusals = new Map<string, ProjectedRefusal>()
  let isWithdrawn = false
  let queue: Promise<void> = Promise.resolve()
  const write = async (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: JsonObject) =>
    send({
      method,
      url: `${url}/api/systemusers${path}`,
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json', 'creation-source': 'jumpcloud:scim' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const remove = async (id: string): Promise<void> => {
    const known = systemIds.get(id)
    refusals.delete(id)
    systemIds.delete(id)
    if (known !== undefined) await write('DELETE', `/${known}`)
  }
  const store = async (id: string, resource: JsonObject): Promise<void> => {
    const known = systemIds.get(id)
    const body = projectUser(resource)
    const isThere = known !== undefined && api.store.find(known) !== undefined
    const answer = isThere ? await write('PUT', `/${known}`, body) : await write('POST', '', body)
    const json = parseJson(answer.body)
    if (answer.status === 200 && isJsonObject(json)) {
      refusals.delete(id)
      systemIds.set(id, String(json['_id']))
      return
    }
    const message = isJsonObject(json) ? json['message'] : undefined
    refusals.set(id, {
      userName: String(resource['userName'] ?? id),
      message: typeof message === 'string' ? message : `status ${answer.status}`,
    })
  }
  const project = async (exchange: Exchange): Promise<void> => {
    const written = writtenUser(exchange)
    if (written === undefined || isWithdrawn) return
    if (written.kind === 'removed') await remove(written.id)
    else {
      const resource = written.resource ?? (await readBack(exchange, send))
      if (resource !== undefined) await store(String(resource['id']), resource)
    }
    onChange()
  }
  return {
    get refusals() {
      return [...refusals.values()]
    },
    follow: (exchange) => {
      queue = queue.then(() => project(exchange)).catch(onFault)
    },
    withdraw: () => {
      if (isWithdrawn) return
      isWithdrawn = true
      queue = queue
        .then(async () => {
          for (const id of [...systemIds.keys()]) await remove(id)
          refusals.clear()
          onChange()
        })
        .catch(onFault)
    },
  }
}

type Written =
  | { readonly kind: 'stored'; readonly resource?: JsonObject }
  | { readonly kind: 'removed'; readonly id: string }

/** Returns the user that an exchange has changed; undefined if there is none. */
function writtenUser({ request, response }: Exchange): Written | undefined {
  const path = URL.parse(request.url)?.pathname ?? ''
  const [, rest] = /\/Users(?:\/([^/]+))?\/?$/i.exec(path) ?? []
  if (response.status < 200 || response.status >= 300 || !/\/Users(?:\/|$)/i.test(path)) return undefined
  if (request.method === 'DELETE') return rest === undefined ? undefined : { kind: 'removed', id: decodeUrl(rest) }
  if (request.method === 'GET') return undefined
  const body = parseJson(response.body)
  return isJsonObject(body) && typeof body['id'] === 'string' ? { kind: 'stored', resource: body } : { kind: 'stored' }
}

/** Reads a user that is not in the response to a change. */
async function readBack({ request }: Exchange, send: Transport): Promise<JsonObject | undefined> {
  if (request.method === 'POST') return undefined
  const headers = Object.fromEntries(
    request.headers
      .filter(({ name }) => !/^content-/i.test(name))
      .map(({ name, value }) => [name.toLowerCase(), value]),
  )
  const [url = ''] = request.url.split('?')
  const body = parseJson((await send({ method: 'GET', url, headers })).body)
  return isJsonObject(body) && typeof body['id'] === 'string' ? body : undefined
}
