import {
  type ExchangeLimits,
  type HttpRequest,
  type HttpResponse,
  retryAfter,
  type Transport,
  TransportError,
} from '../../mocks/transport/index.ts'
import type { Interruption } from '../../reports/index.ts'
import type { RunEnvironment } from '../environment/environment.ts'
import type { RawExchange } from '../record/recorder.ts'
import { isGatewayPage } from '../scim/gateway-page.ts'
import { whyMisencoded } from '../scim/misencoded-body.ts'

/** The time in milliseconds to wait for a target that stopped responding, because it may be restarting. */
const DEFAULT_PATIENCE = 8_000
/** The pauses between two looks in milliseconds: the first ones are short, because a restart may be quick. */
const PAUSES = [100, 250, 500, 1000, 1500]
/** The timeout of one look, shorter than that of an ordinary request. */
const LOOK_TIMEOUT = 5_000
/** The number of consecutive 429 responses after which the target counts as rejecting everything. */
const MAX_BUSY = 4
const DEFAULT_MAX_WAIT = 60
/**
 * The number of consecutive exchanges without a usable response after which a look is necessary. It is low, because
 * the requests that are under way then, a dozen or more, may outlast a short outage.
 */
const SUSPICIOUS_STREAK = 5
/**
 * The number of consecutive exchanges without a success after which a look is necessary: another server at the
 * address may answer 404 or 400 to everything. The checks themselves expect many such responses, but not only them.
 */
const FAILURE_STREAK = 16
/** The maximum number of requests without a response that are named. */
const MAX_NAMED = 8
/** The maximum number of troubled exchanges that belong to one outage. */
const LATE = 64

/** The result of a look at the target: it responds as at the start, it does so again after a while, or it does not. */
type Health = 'well' | 'back' | 'gone'

/** Watches a target that may stop responding in the middle of a run. */
export interface TargetHealth {
  /** Registers each exchange. */
  observe(exchange: RawExchange): void
  /**
   * Resolves when requests may be sent: at once, or when an absent target is back. Throws TransportError `aborted` if
   * it does not respond again.
   */
  pass(): Promise<void>
  /** Repeats the first request to the target, and waits a while if the response differs from the first one. */
  look(): Promise<Health>
  /**
   * Returns whether all exchanges since a position (a count of exchanges) were rejected or unanswered, so that a look is
   * necessary.
   */
  isSuspicious(since: number): boolean
  /** Returns whether an exchange failed and no later one was successful. */
  isLatestFailure(exchange: string | undefined): boolean
  /** The number of observed exchanges. */
  readonly count: number
  /** Returns whether an exchange was made while the target was temporarily absent. */
  wasOut(exchange: string): boolean
  /**
   * Returns whether exchanges were made before and after the beginning, or before and after the end of an absence. The
   * target may have lost its data meanwhile.
   */
  crossedOutage(exchanges: readonly string[]): boolean
  /** The number of absences until now. */
  readonly outages: number
  /**
   * Returns whether an exchange was made after the last good response, or so shortly before it that the trouble may have
   * begun.
   */
  isTroubled(exchange: string, margin?: number): boolean
  /** Aborted when the target no longer responds. */
  readonly signal: AbortSignal
  /** The interruption; present when the target no longer responds. */
  readonly interruption: Omit<Interruption, 'notRun'> | undefined
}

/** The components of the watch. */
export interface TargetHealthOptions {
  /** The request to which the target responded at the start, and the status of its response. */
  readonly heartbeat: { readonly request: HttpRequest; readonly status: number }
  /** Sends requests without recording. */
  readonly send: Transport
  readonly environment: Pick<RunEnvironment, 'now' | 'monotonic' | 'wait'>
  readonly timeout: number
  /** The time in milliseconds to wait for a target that stopped responding (default: 8 000). */
  readonly patience?: number
  /** The longest wait that a `Retry-After` can request, in seconds (default: 60). */
  readonly maxWait?: number
  /** Aborted when the run is interrupted; then there is no waiting. */
  readonly interrupted: AbortSignal
}

/** The reason why a look failed; it is usual if single requests get such a response from a correct target. */
interface Fault {
  readonly reason: string
  readonly isUsual: boolean
}

/** A response after which the target was not in trouble. */
interface Mark {
  /** The number of exchanges until then. */
  readonly count: number
  readonly at: Date
  readonly answer?: string
}

/** Starts the watch of a target that has just responded. */
export function watchTarget(options: TargetHealthOptions): TargetHealth {
  const { heartbeat, send, environment, interrupted } = options
  const gone = new AbortController()
  let count = 0
  /** The last response that is not one of a target in trouble. */
  let good: Mark = { count: 0, at: environment.now() }
  /** The last such response that was successful. */
  let success = good
  /** The latest exchanges since the last success. */
  let failed: string[] = []
  const places = new Map<string, number>()
  /** The latest troubled exchanges, and those of a known outage. */
  let troubled: string[] = []
  const out = new Set<string>()
  const outages: { readonly start: number; readonly end: number }[] = []
  let lastAnswer: string | undefined
  /** The requests that reached the target since the last good response, but got none. */
  let unanswered: string[] = []
  let looking: Promise<Health> | undefined
  let interruption: Omit<Interruption, 'notRun'> | undefined

  /** Repeats a request while the target rejects it with a rate limit: such a target is not absent. */
  const patiently = async (limits: ExchangeLimits): Promise<HttpResponse> => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await send(heartbeat.request, limits)
      const seconds = retryAfter(response, environment.now()) ?? Number.POSITIVE_INFINITY
      const isBusy = response.status === 429 && seconds <= (options.maxWait ?? DEFAULT_MAX_WAIT)
      if (!isBusy || attempt === MAX_BUSY || interrupted.aborted) return response
      await environment.wait(seconds * 1000, interrupted)
    }
  }

  const ask = async (): Promise<Fault | undefined> => {
    try {
      const response = await patiently({
        timeout: Math.min(options.timeout, LOOK_TIMEOUT),
        signal: interrupted,
      })
      return response.status === heartbeat.status && isReadable(response)
        ? undefined
        : { reason: describe(response), isUsual: !isRefusalOfEverything(response) }
    } catch (error) {
      if (error instanceof TransportError) return { reason: error.message, isUsual: false }
      throw error
    }
  }

  const look = async (): Promise<Health> => {
    const began = environment.monotonic()
    let wasUsual = false
    for (let attempt = 0; ; attempt += 1) {
      const fault = await ask()
      wasUsual ||= fault?.isUsual === true
      if (fault === undefined) {
        if (attempt > 0) {
          for (const id of wasUsual ? failed : troubled) out.add(id)
          outages.push({ start: (wasUsual ? success : good).count, end: count })
        }
        failed = []
        return attempt === 0 ? 'well' : 'back'
      }
      if (interrupted.aborted || environment.monotonic() - began >= (options.patience ?? DEFAULT_PATIENCE)) {
        if (!interrupted.aborted) {
          // Such a response looks like a usual one, so the trouble began after the last success.
          if (fault.isUsual && success !== good) {
            good = success
            lastAnswer = success.answer
          }
          interruption = {
            reason: fault.reason,
            since: good.at.toISOString(),
            requests: good.count,
            ...(lastAnswer === undefined ? {} : { lastAnswer }),
            ...(unanswered.length === 0 ? {} : { unanswered }),
          }
          gone.abort()
        }
        return 'gone'
      }
      await environment.wait(PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? LOOK_TIMEOUT, interrupted)
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
    observe: ({ id, request, response, fault }) => {
      count += 1
      places.set(id, count)
      const isTrouble = response === undefined || isRefusalOfEverything(response)
      if (isTrouble) troubled = [...troubled.slice(1 - LATE), id]
      const isSuccess = !isTrouble && response.status < 400
      failed = isSuccess ? [] : [...failed.slice(1 - LATE), id]
      // The response to a request that was sent while the target was absent may arrive after the look.
      if (isTrouble && looking !== undefined) out.add(id)
      if (response === undefined) {
        const hasArrived = fault !== 'unreachable' && fault !== 'aborted'
        if (hasArrived) unanswered = [...new Set([...unanswered, nameOf(request)])].slice(0, MAX_NAMED)
        return
      }
      lastAnswer = `${nameOf(request)} was answered ${response.status}`
      if (isTrouble) {
        if (count - good.count >= SUSPICIOUS_STREAK && looking === undefined) void lookOnce()
        return
      }
      good = { count, at: environment.now(), answer: lastAnswer }
      unanswered = []
      if (isSuccess) success = good
      else if (failed.length >= FAILURE_STREAK && looking === undefined) void lookOnce()
    },
    pass: async () => {
      if (looking !== undefined) await looking
      if (gone.signal.aborted) throw new TransportError('aborted', 'the target is gone, so the request was not sent')
    },
    look: lookOnce,
    wasOut: (exchange) => out.has(exchange),
    isSuspicious: (since) => good.count < since,
    isLatestFailure: (exchange) => (places.get(exchange ?? '') ?? 0) > success.count,
    get count() {
      return count
    },
    crossedOutage: (exchanges) => {
      const known = exchanges.flatMap((id) => places.get(id) ?? [])
      const [first, last] = [Math.min(...known), Math.max(...known)]
      return outages.some(({ start, end }) => first <= end && last > start)
    },
    get outages() {
      return outages.length
    },
    isTroubled: (exchange, margin = 0) => (places.get(exchange) ?? 0) > good.count - margin,
    signal: gone.signal,
    get interruption() {
      return interruption
    },
  }
}

const nameOf = ({ method, url }: HttpRequest): string => `${method} ${new URL(url).pathname}`

/**
 * Statuses by which a server, a gateway or a proxy rejects a client and not a request: credentials, payment, time-outs,
 * limits, another protocol, a block.
 */
const REFUSALS = new Set([401, 402, 403, 407, 408, 418, 421, 425, 426, 429, 431, 451])

/** Returns whether a response is one that a target in trouble sends for every request; a single one may be correct. */
export function isRefusalOfEverything(response: HttpResponse): boolean {
  const { status } = response
  return (
    REFUSALS.has(status) || status >= 500 || (status >= 300 && status < 400 && status !== 304) || !isReadable(response)
  )
}

/** Returns whether a body may be one of SCIM: not a page for a browser, and in an encoding that clients can read. */
function isReadable(response: HttpResponse): boolean {
  return !isGatewayPage(response.headers, response.body) && whyMisencoded(response) === undefined
}

function describe(response: HttpResponse): string {
  const why = whyMisencoded(response)
  const what = isGatewayPage(response.headers, response.body)
    ? `${response.status} with a page of HTML`
    : `${response.status}${why === undefined ? '' : ` with a body that ${why}`}`
  return `every request is answered ${what}`
}
