import type { JsonValue } from '../protocol/index.ts'
import type { Traffic } from './http/traffic.ts'
import { createService } from './service.ts'
import type { ScimServerOptions } from './settings/options.ts'
import { resolveSettings } from './settings/settings.ts'
import type { SqliteStore } from './store/sqlite-store.ts'
import { errorResponse, type ScimRequest, type ScimResponse } from './wire/message.ts'
import { ScimError } from './wire/scim-error.ts'

/** A request in a form that another process can read. */
interface ForwardedRequest extends Omit<ScimRequest, 'query' | 'fault'> {
  readonly query: string
}

/** A response whose body is already a string. */
interface ForwardedResponse extends Omit<ScimResponse, 'body'> {
  readonly body?: string
}

const WRITING: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Creates the traffic of a worker: requests that may write are performed by `forward`, in the process that writes. */
export function forwardingTraffic(forward: (request: unknown) => Promise<unknown>): Traffic {
  return {
    pass: async (request, _wire, serve) => ({
      answer: mayWrite(request) ? await forwarded(request, forward) : await serve(),
      delay: 0,
    }),
  }
}

/** Returns whether a request may write. A body that cannot be read is rejected, and a search is read by POST. */
function mayWrite({ method, path, fault }: ScimRequest): boolean {
  return fault === undefined && WRITING.has(method) && !(method === 'POST' && /\/\.search\/*$/.test(path))
}

async function forwarded(
  { query, fault: _fault, ...request }: ScimRequest,
  forward: (request: unknown) => Promise<unknown>,
): Promise<ScimResponse> {
  const call: ForwardedRequest = { ...request, query: query.toString() }
  return (await forward(call)) as ForwardedResponse
}

/**
 * Creates the service of the process that writes. It performs requests of workers, and responds when they are committed;
 * it does not reject.
 */
export function scimWriter(
  options: Omit<ScimServerOptions, 'store'> & { readonly store: SqliteStore },
): (requests: readonly unknown[]) => Promise<readonly unknown[]> {
  const settings = resolveSettings(options)
  const serve = createService(settings)
  const perform = async ({ query, ...request }: ForwardedRequest): Promise<ForwardedResponse> =>
    written(await serve({ ...request, query: new URLSearchParams(query) }))
  return async (all) => {
    const requests = all as readonly ForwardedRequest[]
    try {
      return await options.store.together(() => Promise.all(requests.map(perform)))
    } catch (error) {
      // If the disk is full, for example, no request of the batch is committed.
      settings.onFault(error)
      return requests.map(() => written(errorResponse(new ScimError(500, 'the changes could not be written'))))
    }
  }
}

function written({ body, ...response }: ScimResponse): ForwardedResponse {
  return body === undefined ? response : { ...response, body: textOf(body) }
}

const textOf = (body: JsonValue): string => (typeof body === 'string' ? body : JSON.stringify(body))
