import type { JsonValue } from '../../protocol/index.ts'
import type { ScimRequest, ScimResponse } from '../wire/message.ts'
import type { Traffic } from '../http/traffic.ts'
import type { ScimServerOptions } from '../settings/options.ts'
import { createService } from '../service.ts'
import { settle } from '../settings/settings.ts'

/** A request in a form that another process can read. */
interface ForwardedRequest extends Omit<ScimRequest, 'query' | 'fault'> {
  readonly query: string
}

/** A response whose body is written as it is. */
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

/** Tells whether a request may write. A body that cannot be read is rejected, and a search is read by POST. */
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
 * Creates the service of the process that writes; its store must write. It performs the requests of workers, and never
 * throws.
 */
export function scimWriter(options: ScimServerOptions): (request: unknown) => Promise<unknown> {
  const serve = createService(settle(options))
  return async (call) => {
    const { query, ...request } = call as ForwardedRequest
    const { body, ...response } = await serve({ ...request, query: new URLSearchParams(query) })
    const answer: ForwardedResponse = body === undefined ? response : { ...response, body: textOf(body) }
    return answer
  }
}

const textOf = (body: JsonValue): string => (typeof body === 'string' ? body : JSON.stringify(body))
