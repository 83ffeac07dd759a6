import { type HttpRequest, type HttpResponse, type Transport, TransportError } from '../../../mocks/transport/index.ts'

/** One exchange of the client, unmasked. */
interface SentExchange {
  readonly request: HttpRequest
  readonly startedAt: Date
  /** The duration in milliseconds. */
  readonly time: number
  /** Absent if there was no response. */
  readonly response?: HttpResponse
  /** The reason why there was no response. */
  readonly error?: string
}

/** Receives the exchanges of a transport. */
export interface SentListener {
  /** Called before the request is sent; the returned function is called with the whole exchange. */
  begin(request: HttpRequest, startedAt: Date): (exchange: SentExchange) => void
}

/** The clocks of a recording. */
export interface Clocks {
  readonly now: () => Date
  /** Milliseconds on a monotonic clock. */
  readonly monotonic: () => number
}

/** Wraps a transport so that each exchange is observed; nothing is changed, repeated or delayed. */
export function recordTransport(send: Transport, { begin }: SentListener, { now, monotonic }: Clocks): Transport {
  return async (request, limits) => {
    const startedAt = now()
    const started = monotonic()
    const end = begin(request, startedAt)
    const timed = () => ({ request, startedAt, time: Math.round((monotonic() - started) * 1000) / 1000 })
    try {
      const response = await send(request, limits)
      end({ ...timed(), response })
      return response
    } catch (error) {
      end({ ...timed(), error: error instanceof TransportError ? error.message : String(error) })
      throw error
    }
  }
}
