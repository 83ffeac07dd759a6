import type { HttpRequest } from '../../mocks/transport/index.ts'
import type { RecordedTransport } from '../record/recorder.ts'
import { USER_AGENT } from '../scim/session.ts'

/** A request that shows whether a target responds as at the start, with the status of its response. */
export interface Heartbeat {
  readonly request: HttpRequest
  readonly status: number
}

const PATHS = [
  '/Users?filter=userName%20eq%20%22scim-rehearsal-probe-7d0a%22',
  '/Users?count=1',
  '/ServiceProviderConfig',
]

/**
 * Finds a plain request that the target answers with success; if there is none, uses the first one with its status.
 * Throws TransportError.
 */
export async function heartbeatOf(
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
  transport: RecordedTransport,
): Promise<Heartbeat> {
  let first: Heartbeat | undefined
  for (const path of PATHS) {
    const request: HttpRequest = {
      method: 'GET',
      url: baseUrl + path,
      headers: { accept: 'application/scim+json', 'user-agent': USER_AGENT, ...headers },
    }
    const { status } = (await transport(request)).response
    if (status < 300) return { request, status }
    first ??= { request, status }
  }
  return first ?? { request: { method: 'GET', url: baseUrl, headers }, status: 0 }
}
