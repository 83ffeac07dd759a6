import { STATUS_CODES } from 'node:http'
import { isJsonObject, type JsonValue } from '../../protocol/index.ts'
import {
  createFaultSource,
  createRateCounter,
  type FaultRule,
  type InjectedFaults,
  type RateLimit,
  type Recorder,
  type ServedCall,
} from '../../serving/index.ts'
import { errorResponse, type ScimRequest, type ScimResponse } from '../wire/message.ts'
import { ScimError } from '../wire/scim-error.ts'

/** One exchange of a SCIM server as recorded. */
export interface RecordedExchange extends ServedCall {
  /** The body of the request, with passwords masked. */
  readonly body: JsonValue | undefined
  /** The body of the response. */
  readonly answer: JsonValue | undefined
  /** The injected fault, such as `503` or `lost-answer`. */
  readonly fault: string | undefined
}

/** The injected faults of a server, and its recorder. */
export interface TrafficOptions {
  /** Faults to inject into requests; the path of a rule is relative to the origin or to the base URL. */
  readonly faults?: readonly FaultRule[]
  /** The seed for faults with a share (default: 1). */
  readonly faultSeed?: number
  /** The maximum number of requests of one credential; further ones get 429. */
  readonly rateLimit?: RateLimit
}

/** The handling of a request. */
interface Passed {
  /** The response; undefined if the connection ends without one. */
  readonly answer: ScimResponse | undefined
  /** The delay of the response in milliseconds. */
  readonly delay: number
}

/** The layer between the connection and a SCIM service. */
export interface Traffic {
  pass(
    request: ScimRequest,
    wire: { readonly url: string; readonly address: string },
    serve: () => Promise<ScimResponse>,
  ): Promise<Passed>
}

/** The `Retry-After` of an injected 429, in seconds. */
const WAIT = 1

/** Creates the traffic of a server; `recorder` records every exchange. */
export function createTraffic(
  { faults = [], faultSeed = 1, rateLimit }: TrafficOptions,
  recorder: Recorder<RecordedExchange> | undefined,
  clock: () => Date = () => new Date(),
): Traffic {
  const source = createFaultSource(faults, faultSeed)
  const rates = rateLimit === undefined ? undefined : createRateCounter(rateLimit)
  return {
    pass: async (request, { url, address }, serve) => {
      const time = clock()
      const injected = source.faultsOf({ method: request.method, url, below: request.path })
      const wait = rates?.wait(request.headers['authorization'] ?? address, time.getTime())
      const answer =
        injected.instead === undefined
          ? wait === undefined
            ? await serve()
            : tooMany(wait)
          : faultAnswer(injected.instead)
      recorder?.record({
        time: time.toISOString(),
        operation: undefined,
        admin: undefined,
        method: request.method,
        path: url,
        status: answer?.status ?? 0,
        body: masked(request.body),
        answer: answer?.body,
        fault: injected.instead ?? (injected.isAnswerLost ? 'lost-answer' : undefined),
      })
      return { answer: injected.isAnswerLost ? undefined : answer, delay: injected.delay }
    },
  }
}

const tooMany = (seconds: number): ScimResponse =>
  errorResponse(
    new ScimError(429, 'too many requests; wait for the number of seconds in Retry-After', {
      headers: { 'retry-after': String(seconds) },
    }),
  )

function faultAnswer(fault: NonNullable<InjectedFaults['instead']>): ScimResponse | undefined {
  if (fault === 'reset') return undefined
  if (fault === '429') return tooMany(WAIT)
  if (fault === '500') return errorResponse(new ScimError(500, 'injected fault'))
  // A gateway in front of a server sends these responses, which are not JSON.
  const text = `${fault} ${STATUS_CODES[fault]}`
  return {
    status: Number(fault),
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>\n`,
  }
}

/** Masks the passwords of a body. Bodies that are nested too deeply for the server do not get here. */
function masked(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((part) => masked(part) ?? null)
  if (!isJsonObject(value)) return value
  const isOfPassword = typeof value['path'] === 'string' && /(?:^|:)password$/i.test(value['path'])
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const isSecret = /(?:^|:)password$/i.test(name) || (isOfPassword && name === 'value')
      return [name, isSecret && part !== undefined ? '***' : masked(part)]
    }),
  )
}
