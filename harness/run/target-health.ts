import { type HttpRequest, type HttpResponse, type Transport, TransportError } from '../../mocks/transport/index.ts'
import type { Interruption } from '../../reports/index.ts'
import type { RawExchange } from '../record/recorder.ts'
import type { RunEnvironment } from './environment.ts'

/** How long a target that stopped answering is waited for. */
const RETURN_PATIENCE = 8_000
/** Milliseconds between two looks: the first ones come soon, since a restart may be quick. */
const PAUSES = [100, 250, 500, 1000, 1500]
/** One look must not take as long as an ordinary request may. */
const LOOK_TIMEOUT = 5_000
/** So many answers without a usable one among them are looked into. */
const SUSPICIOUS_STREAK = 12

/** What a look at the target came to: it answers as at the start, it does so again after a while, or it is gone. */
export type Health = 'well' | 'back' | 'gone'

/** Watches over a target that may stop answering in the middle of a run. */
export interface TargetHealth {
  /** Learns from each exchange. */
  observe(exchange: RawExchange): void
  /** Resolves when requests may be sent: at once, or when a target that is being waited for is back. Throws TransportError `aborted` where it is gone. */
  pass(): Promise<void>
  /** Asks the target what it answered at the start, and waits a while for one that does not answer so. */
  look(): Promise<Health>
  /** Whether all that came since an instant (a count of exchanges) was a refusal of everything, or nothing: then it needs a look. */
  isSuspicious(since: number): boolean
  /** How many exchanges were observed. */
  readonly count: number
  /** Exchanges up to this one were answered by a target that was well. */
  readonly lastGood: number
  /** Aborted when the target is gone. */
  readonly signal: AbortSignal
  /** Present when the target is gone. */
  readonly interruption: Omit<Interruption, 'notRun'> | undefined
}

/** What the watch works with. */
export interface TargetHealthOptions {
  /** The request that showed at the start that the target answers, and the status of its answer. */
  readonly heartbeat: { readonly request: HttpRequest; readonly status: number }
  /** Sends without recording. */
  readonly send: Transport
  readonly environment: Pick<RunEnvironment, 'now' | 'monotonic' | 'wait'>
  readonly timeout: number
  /** Aborted when the run is interrupted: nothing is waited for then. */
  readonly interrupted: AbortSignal
}

/** Begins the watch over a target that has just answered. */
export function watchTarget(options: TargetHealthOptions): TargetHealth {
  const { heartbeat, send, environment, interrupted } = options
  const gone = new AbortController()
  let count = 0
  let lastGood = 0
  let lastGoodAt = environment.now()
  let lastAnswer: string | undefined
  let looking: Promise<Health> | undefined
  let interruption: Omit<Interruption, 'notRun'> | undefined

  const ask = async (): Promise<string | undefined> => {
    try {
      const response = await send(heartbeat.request, {
        timeout: Math.min(options.timeout, LOOK_TIMEOUT),
        signal: interrupted,
      })
      return response.status === heartbeat.status && !isGatewayPage(response) ? undefined : describe(response)
    } catch (error) {
      if (error instanceof TransportError) return error.message
      throw error
    }
  }

  const look = async (): Promise<Health> => {
    const began = environment.monotonic()
    for (let attempt = 0; ; attempt += 1) {
      const fault = await ask()
      if (fault === undefined) return attempt === 0 ? 'well' : 'back'
      if (interrupted.aborted || environment.monotonic() - began >= RETURN_PATIENCE) {
        if (!interrupted.aborted) {
          interruption = {
            reason: fault,
            since: lastGoodAt.toISOString(),
            requests: lastGood,
            ...(lastAnswer === undefined ? {} : { lastAnswer }),
          }
          gone.abort()
        }
        return 'gone'
      }
      await environment.wait(PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? LOOK_TIMEOUT)
    }
  }
  const lookOnce = (): Promise<Health> => {
    if (gone.signal.aborted) return Promise.resolve('gone')
    looking ??= look().finally(() => {
      looking = undefined
    })
    return looking
  }

  return {
    observe: ({ request, response }) => {
      count += 1
      if (response === undefined) return
      lastAnswer = `${request.method} ${new URL(request.url).pathname} was answered ${response.status}`
      if (isRefusalOfEverything(response)) {
        if (count - lastGood >= SUSPICIOUS_STREAK && looking === undefined) void lookOnce()
        return
      }
      lastGood = count
      lastGoodAt = environment.now()
    },
    pass: async () => {
      if (looking !== undefined) await looking
      if (gone.signal.aborted) throw new TransportError('aborted', 'the target is gone, so the request was not sent')
    },
    look: lookOnce,
    isSuspicious: (since) => lastGood < since,
    get count() {
      return count
    },
    get lastGood() {
      return lastGood
    },
    signal: gone.signal,
    get interruption() {
      return interruption
    },
  }
}

/** An answer that a target gives to everything once it is in trouble; a single one may be right. */
function isRefusalOfEverything(response: HttpResponse): boolean {
  const { status } = response
  return (
    status === 401 ||
    status === 403 ||
    status === 429 ||
    status >= 500 ||
    (status >= 300 && status < 400 && status !== 304) ||
    isGatewayPage(response)
  )
}

function isGatewayPage({ headers, body }: HttpResponse): boolean {
  return /text\/html/i.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)/i.test(body.slice(0, 200))
}

function describe(response: HttpResponse): string {
  const what = isGatewayPage(response) ? `${response.status} with a page of HTML` : String(response.status)
  return `every request is answered ${what}`
}
