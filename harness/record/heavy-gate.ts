import { setImmediate } from 'node:timers/promises'
import type { ExchangeLimits, HttpRequest, HttpResponse, Transport } from '../../mocks/transport/index.ts'
import { collectGarbage } from './collect-garbage.ts'

/** A response with more characters is heavy. */
const HEAVY = 1024 * 1024
/** Other requests wait as long as one of this number of latest responses was heavy. */
const LOOK_BACK = 32
/** The number of concurrent exchanges while responses are heavy. */
const AT_ONCE = 1

/** The number of characters of heavy responses after which garbage is collected. */
const COLLECTED = 8 * 1024 * 1024
/** The number of turns of the event loop in which a caller judges a response and sends its next request. */
const TURNS = 2

/** A transport that also gets the cause of a request, such as a check. */
export type GatedTransport = (request: HttpRequest, limits?: ExchangeLimits, cause?: string) => Promise<HttpResponse>

/**
 * Lets one exchange run at a time while a target sends heavy responses: each response is in memory several times
 * until it is judged. The next request of the same cause goes first, so that a check ends, and releases its
 * responses, before others receive theirs.
 */
export function withHeavyGate(send: Transport, collect: () => void = collectGarbage): GatedTransport {
  let sinceHeavy = LOOK_BACK
  let running = 0
  let characters = 0
  let latest: string | undefined
  const waiting: { readonly cause: string | undefined; readonly go: () => void }[] = []
  const isHeavy = (): boolean => sinceHeavy < LOOK_BACK
  const isFull = (): boolean => isHeavy() && running >= AT_ONCE

  const wait = async (cause: string | undefined, signal: AbortSignal | undefined): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const entry = { cause, go: (): void => resolve() }
    waiting.push(entry)
    signal?.addEventListener('abort', entry.go, { once: true })
    await promise
    signal?.removeEventListener('abort', entry.go)
    const place = waiting.indexOf(entry)
    if (place >= 0) waiting.splice(place, 1)
  }
  /** Lets the next request go after the latest caller had time to send again, or all requests at once. */
  const goOn = async (): Promise<void> => {
    if (isHeavy()) for (let turn = 0; turn < TURNS; turn += 1) await setImmediate()
    if (!isHeavy()) for (const { go } of waiting.splice(0)) go()
    else if (!isFull()) (waiting.find(({ cause }) => cause === latest) ?? waiting[0])?.go()
  }

  return async (request, limits, cause) => {
    while (isFull() && limits?.signal?.aborted !== true) await wait(cause, limits?.signal)
    running += 1
    latest = cause
    try {
      // Judging a heavy response takes long; a connection that the target has closed meanwhile must not be used.
      if (isHeavy()) for (let turn = 0; turn < TURNS; turn += 1) await setImmediate()
      const response = await send(request, limits)
      const { length } = response.body
      const isFirst = length > HEAVY && !isHeavy()
      sinceHeavy = length > HEAVY ? 0 : sinceHeavy + 1
      if (length > HEAVY) characters += length
      if (isFirst || characters > COLLECTED) {
        characters = 0
        collect()
      }
      return response
    } finally {
      running -= 1
      void goOn()
    }
  }
}
