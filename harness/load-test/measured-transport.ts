import { type Transport, TransportError } from '../../mocks/transport/index.ts'
import type { CreatedObjects } from './created-objects.ts'
import { endpointOf } from './endpoint.ts'
import { type Gate, LoadEnded } from './gate.ts'
import type { Meter } from './meter.ts'

/** The components of the measured requests of a load test. */
export interface MeasuredTransportOptions {
  readonly transport: Transport
  readonly baseUrl: string
  readonly gate: Gate
  readonly meter: Meter
  readonly objects: CreatedObjects
  /** Returns the milliseconds since the start of the test. */
  readonly now: () => number
  readonly maxRequests: number
  /** Ends exchanges that are still under way when the test and its grace period are over. */
  readonly signal: AbortSignal
  /** Called when the test must end: the maximum number of requests is reached, or the target does not respond. */
  readonly onEnough: (reason: 'requests' | 'target') => void
}

/**
 * The number of consecutive requests without a response, or with rejected credentials, after which the target counts as
 * gone.
 */
const MAX_LOST = 100

/**
 * Creates a transport that waits for its turn, measures each exchange, and changes only objects that the test
 * created.
 */
export function measuredTransport(options: MeasuredTransportOptions): Transport {
  const { transport, baseUrl, gate, meter, objects, now, maxRequests, signal, onEnough } = options
  let taken = 0
  let lost = 0
  const watch = (isLost: boolean): void => {
    lost = isLost ? lost + 1 : 0
    if (lost >= MAX_LOST) onEnough('target')
  }
  return async (request) => {
    if (!objects.mayChange(request)) throw new ForeignObject()
    if (taken >= maxRequests) throw new LoadEnded()
    taken += 1
    const asked = now()
    const due = await gate.take().catch((error: unknown) => {
      taken -= 1
      throw error
    })
    const endpoint = endpointOf(request.method, request.url, baseUrl)
    const sent = now()
    // Time that the client itself waits before the request is not a delay of the generator.
    meter.began(Math.max(0, sent - Math.max(due, asked)))
    if (taken >= maxRequests) onEnough('requests')
    try {
      const response = await transport(request, { signal })
      const { status } = response
      const isError = status < 200 || status > 299
      meter.ended({ endpoint, due, sent, ended: now(), ...(isError ? { error: `HTTP ${status}` } : {}) })
      objects.note(request, response)
      watch(status === 401 || status === 403)
      return response
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      if (request.method === 'POST') objects.unknown += 1
      const name = error.fault === 'aborted' ? 'no response at the end' : error.fault
      meter.ended({ endpoint, due, sent, ended: now(), error: name })
      watch(error.fault === 'unreachable' || error.fault === 'tls')
      throw error.fault === 'aborted' ? new LoadEnded() : error
    }
  }
}

/** Thrown if the client would change an object that the test did not create. */
class ForeignObject extends TransportError {
  constructor() {
    super(
      'malformed',
      'the server returned an object that this test did not create, so no request that changes it is sent',
    )
  }
}
