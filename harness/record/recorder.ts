import type { ExchangeLimits, HttpRequest, HttpResponse } from '../../mocks/transport/index.ts'
import { retryAfter, TransportError, type TransportFault } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { maskExchange } from '../process/index.ts'
import { asExchange } from './as-exchange.ts'
import type { BodyCutter } from './cut-bodies.ts'
import type { GatedTransport } from './heavy-gate.ts'
import type { OverlapGate } from './overlap-gate.ts'
import { createRecentRequests } from './recent-requests.ts'
import { kindOf } from './request-shape.ts'
import { type AnsweredTraits, createAnsweredTraits } from './request-traits.ts'
import { shortenStrings } from './shorten-strings.ts'
import type { Tape } from './tape.ts'
import { noteUnanswered } from './unanswered-request.ts'

/** A transport that also returns the position of the exchange on the tape. */
export type RecordedTransport = (
  request: HttpRequest,
  limits?: ExchangeLimits,
) => Promise<{ readonly response: HttpResponse; readonly exchange: string }>

/** One exchange before masking, with its cause. */
export interface RawExchange {
  readonly id: string
  readonly cause: string
  readonly request: HttpRequest
  /** The response; absent if there was none. */
  readonly response?: HttpResponse
  /** Why there was no response, if the transport knows. */
  readonly fault?: TransportFault
}

/** A request with the id of its exchange. */
export interface RecordedRequest {
  readonly exchange: string
  readonly request: HttpRequest
  /** The status; 0 if there was no response. */
  readonly status: number
  /** The response; absent if there was none. */
  readonly response?: HttpResponse
}

/** An exchange with the times at which it began and ended, in milliseconds on the monotonic clock. */
export interface TimedRawExchange extends RawExchange {
  readonly began: number
  readonly ended: number
}

/** The components of a recorder. */
export interface RecorderOptions {
  readonly transport: GatedTransport
  /** Repeats alone the requests that failed among others; all recorders of one target share it. */
  readonly gate?: OverlapGate
  /** Returns whether a cause sends several requests at the same time on purpose. */
  readonly isParallel?: (cause: string) => boolean
  readonly tape: Tape
  /** The base URL of the target, relative to which requests are compared. */
  readonly baseUrl?: string
  readonly secrets: readonly string[]
  /** Delays a request until its time; all recorders of one target share it. */
  readonly pace?: () => Promise<void>
  /** Returns the current time. */
  readonly now: () => Date
  /** Returns milliseconds on a monotonic clock. */
  readonly monotonic: () => number
  /** Resolves after a number of milliseconds, or as soon as the signal is aborted. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /** The longest wait that a `Retry-After` can request, in seconds (default: 60). */
  readonly maxWait?: number
  /** Aborting it ends waits. */
  readonly signal?: AbortSignal
  /** Cuts long bodies before they are recorded; all recorders of one tape share it. */
  readonly cut?: BodyCutter
  /** The beginning of the id of each exchange (`x`). */
  readonly idPrefix?: string
  readonly onExchange?: (masked: Exchange, raw: TimedRawExchange) => void
}

/** Records each exchange with the target, limits the rate, and waits after 429. */
export interface Recorder {
  /** Returns a transport whose exchanges belong to one cause: the id of a check, a story or a part of the harness. */
  for(cause: string): RecordedTransport
  /** Returns the ids of the exchanges of a cause, the first and the last hundred. */
  evidence(cause: string): readonly string[]
  /**
   * Returns the exchange of a cause that the latest assertion is most likely about: a plain read shows the result of
   * the write before it, so it returns the write, unless the read itself was rejected.
   */
  decisive(cause: string): RecordedRequest | undefined
  /** Returns the last request of a cause. */
  last(cause: string): RecordedRequest | undefined
  /** Returns the traits of the answered requests of a kind (`POST /Users`); undefined if none was answered. */
  answered(kind: string): AnsweredTraits | undefined
  /** Returns an exchange of a cause, if it is one of its latest ones. */
  exchangeOf(cause: string, exchange: string): RecordedRequest | undefined
  /** Returns the exchanges of a cause after a given one, as far as they are among its latest ones. */
  after(cause: string, exchange: RecordedRequest): readonly RecordedRequest[]
  readonly count: number
}

const MAX_PATIENCE_TRIES = 8
const DEFAULT_MAX_WAIT = 60
const KEPT_EVIDENCE = 100

/** Creates a recorder. */
export function createRecorder(options: RecorderOptions): Recorder {
  const evidence = new Map<string, string[]>()
  const recent = createRecentRequests()
  /** The traits of answered requests by kind. */
  const answered = new Map<string, AnsweredTraits>()
  const noteAnswer = (request: HttpRequest): void => {
    const kind = kindOf(request, options.baseUrl ?? '')
    const traits = answered.get(kind) ?? createAnsweredTraits()
    traits.add(request)
    answered.set(kind, traits)
  }
  let count = 0

  const record = async (cause: string, request: HttpRequest, limits?: ExchangeLimits) => {
    await options.pace?.()
    count += 1
    const id = `${options.idPrefix ?? 'x'}${count}`
    keep(evidence, cause, id)
    const startedDateTime = options.now().toISOString()
    const started = options.monotonic()
    const tell = (response: HttpResponse | undefined, whole: number, failure?: unknown): void => {
      const fault = failure instanceof TransportError ? failure : undefined
      const error = failure === undefined ? undefined : (fault?.message ?? String(failure))
      const ended = options.monotonic()
      recent.add(cause, {
        exchange: id,
        request,
        status: response?.status ?? 0,
        ...(response === undefined ? {} : { response }),
      })
      if (response !== undefined) noteAnswer(request)
      const entry = asExchange({
        id,
        cause,
        request,
        response,
        error,
        startedDateTime,
        time: ended - started,
      })
      const short = options.cut?.(entry) ?? entry
      const isShortened = response !== undefined && response.body.length < whole
      const cut = isShortened ? { ...short.cut, response: whole } : short.cut
      const masked = maskExchange(cut === undefined ? short : { ...short, cut }, options.secrets)
      options.tape.append(masked)
      options.onExchange?.(masked, {
        id,
        cause,
        request,
        began: started,
        ended,
        ...(response === undefined ? {} : { response }),
        ...(fault === undefined ? {} : { fault: fault.fault }),
      })
    }
    try {
      const received = await options.transport(request, limits, cause)
      const body = shortenStrings(received.body)
      const response = body === received.body ? received : { ...received, body }
      tell(response, received.body.length)
      return { response, exchange: id }
    } catch (error) {
      tell(undefined, 0, error)
      if (error instanceof TransportError) noteUnanswered(error, { request, exchange: id })
      throw error
    }
  }

  const through = <Answer extends { readonly response: HttpResponse }>(
    cause: string,
    request: HttpRequest,
    send: () => Promise<Answer>,
  ): Promise<Answer> => {
    const { gate } = options
    if (gate === undefined) return send()
    return options.isParallel?.(cause) === true ? gate.bypass(send) : gate.pass(request, send)
  }

  const patiently = async (cause: string, request: HttpRequest, limits?: ExchangeLimits) => {
    for (let attempt = 1; ; attempt += 1) {
      const send = () => record(cause, request, limits)
      const answer = await through(cause, request, send)
      if (answer.response.status !== 429 || attempt === MAX_PATIENCE_TRIES) return answer
      // Without Retry-After the waits are 1, 2, 4 … seconds.
      const seconds = retryAfter(answer.response, options.now()) ?? 2 ** (attempt - 1)
      await options.wait(Math.min(seconds, options.maxWait ?? DEFAULT_MAX_WAIT) * 1000, options.signal)
      if (options.signal?.aborted === true) return answer
    }
  }

  return {
    for: (cause) => (request, limits) => patiently(cause, request, limits),
    evidence: (cause) => evidence.get(cause) ?? [],
    decisive: (cause) => decisiveOf(recent.of(cause)),
    last: (cause) => recent.of(cause).at(-1),
    answered: (kind) => answered.get(kind),
    exchangeOf: (cause, exchange) => recent.of(cause).find((one) => one.exchange === exchange),
    after: (cause, exchange) => {
      const requests = recent.of(cause)
      const place = requests.indexOf(exchange)
      return place < 0 ? [] : requests.slice(place + 1)
    },
    get count() {
      return count
    },
  }
}

function keep(evidence: Map<string, string[]>, cause: string, id: string): void {
  const ids = evidence.get(cause) ?? []
  ids.push(id)
  if (ids.length > 2 * KEPT_EVIDENCE) ids.splice(KEPT_EVIDENCE, 1)
  evidence.set(cause, ids)
}

function decisiveOf(requests: readonly RecordedRequest[]): RecordedRequest | undefined {
  const last = requests.at(-1)
  if (last === undefined) return undefined
  const isPlainRead =
    last.request.method === 'GET' &&
    last.status === 200 &&
    !/[?&](?:filter|sortBy|count|startIndex|attributes|excludedAttributes|cursor)=/.test(last.request.url)
  return (isPlainRead ? requests.findLast(({ request }) => request.method !== 'GET') : undefined) ?? last
}
