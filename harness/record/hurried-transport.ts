import {
  type ExchangeLimits,
  type HttpRequest,
  type HttpResponse,
  TransportError,
} from '../../mocks/transport/index.ts'

/** Milliseconds for which an interrupted command still waits for a response. */
const GRACE = 2_000

type Send<Rest extends readonly unknown[]> = (
  request: HttpRequest,
  limits?: ExchangeLimits,
  ...rest: Rest
) => Promise<HttpResponse>

/**
 * Wraps a transport whose requests must still be answered when the command is interrupted: a POST, whose resource could
 * not be removed otherwise, and the removal itself. Each response has two more seconds then; after one that does not come,
 * nothing more is sent. A connection that is closed concerns only its request.
 */
export function hurried<Rest extends readonly unknown[]>(send: Send<Rest>, interrupted: AbortSignal): Send<Rest> {
  let isSilent = false
  return async (request, limits = {}, ...rest) => {
    if (isSilent) throw new TransportError('aborted', 'the target did not answer, so the request was not sent')
    const late = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const start = (): void => {
      timer = setTimeout(() => late.abort(), GRACE)
    }
    if (interrupted.aborted) start()
    else interrupted.addEventListener('abort', start, { once: true })
    const { signal } = limits
    try {
      return await send(
        request,
        { ...limits, signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]) },
        ...rest,
      )
    } catch (error) {
      const isGone = error instanceof TransportError && (error.fault === 'timeout' || error.fault === 'unreachable')
      if (interrupted.aborted && (late.signal.aborted || isGone)) isSilent = true
      throw error
    } finally {
      clearTimeout(timer)
      interrupted.removeEventListener('abort', start)
    }
  }
}
