import { type HttpRequest, type HttpResponse, parseJson, type Transport } from '../../../mocks/transport/index.ts'
import { asCurl, type Exchange } from '../../../reports/index.ts'
import { asExchange } from '../../index.ts'
import { maskExchange } from '../../process/index.ts'
import type { TrafficDetail, TrafficRow } from '../format/page-format.ts'
import { type OwnerSpan, ownerOf, wordsOf } from './calls-owner.ts'
import { type Clocks, recordTransport } from './record-transport.ts'
import type { LoggedExchange, TrafficLog } from './traffic-log.ts'

/** The components of the recorder. */
export interface TrafficRecorderOptions extends Clocks {
  readonly log: TrafficLog
  /** Returns the secrets that are masked in everything that leaves the process. */
  readonly secrets: () => readonly string[]
  /** The target's key of the JumpCloud API. */
  readonly apiKey: string
  /** Called with each exchange of Entra after its end, masked and unmasked. */
  readonly onScim: (exchange: Exchange, raw: Exchange) => void
}

/** Records both steps: the exchanges of Entra's transport, and those of the proxy between the target and JumpCloud. */
export interface TrafficRecorder {
  /** Wraps Entra's transport, or one that sends an exchange again. */
  record(send: Transport, resend?: Pick<TrafficRow, 'id' | 'step'>): Transport
  /** Adds an exchange of the proxy. */
  downstream(exchange: Exchange): void
  /** Adds the exchanges of a rehearsal, whose ids begin with the id of the run. */
  rehearsed(run: string, exchanges: readonly Exchange[]): void
}

/** Creates a recorder that writes to a log. */
export function createTrafficRecorder({
  log,
  secrets,
  apiKey,
  onScim,
  now,
  monotonic,
}: TrafficRecorderOptions): TrafficRecorder {
  const counts = { scim: 0, jumpcloud: 0 }
  const nextId = (step: TrafficRow['step']): string => {
    counts[step] += 1
    return `${step === 'scim' ? 'e' : 'j'}${counts[step]}`
  }
  /** The exchanges of Entra that are under way, the latest last. */
  const underWay: OwnerSpan[] = []
  return {
    rehearsed: (run, exchanges) => {
      for (const exchange of exchanges) {
        const masked = maskExchange({ ...exchange, id: `${run}-${exchange.id}` }, secrets())
        // The id of a call to JumpCloud is that of its SCIM exchange, a dot and a number.
        const during = exchange.leg === 'jumpcloud' ? { during: masked.id.replace(/\.\d+$/, '') } : {}
        log.end(
          { ...rowOf(masked, exchange.leg), status: masked.response.status, check: exchange.cause, ...during },
          masked,
        )
      }
    },
    record: (send, resend) =>
      recordTransport(
        send,
        {
          begin: (request, startedAt) => {
            const step = resend?.step ?? 'scim'
            const id = nextId(step)
            const words = wordsOf(`${request.url} ${request.body ?? ''}`)
            const span: OwnerSpan = { id, began: startedAt.getTime(), words, calls: 0 }
            if (step === 'scim') underWay.push(span)
            if (underWay.length > MAX_SPANS) underWay.shift()
            const begun = maskExchange(exchangeOf(id, { request, startedAt, time: 0 }), secrets())
            const extra = resend === undefined ? {} : { resendOf: resend.id }
            log.begin({ ...rowOf(begun, step), ...extra })
            return (sent) => {
              span.ended = now().getTime()
              const raw = exchangeOf(id, sent)
              const masked = maskExchange(raw, secrets())
              log.end({ ...rowOf(masked, step), status: masked.response.status, ...extra }, masked, request)
              if (step === 'scim') onScim(masked, raw)
            }
          },
        },
        { now, monotonic },
      ),
    downstream: (exchange) => {
      const id = nextId('jumpcloud')
      const at = Date.parse(exchange.startedDateTime)
      const owner = ownerOf(underWay, at, `${exchange.request.url} ${exchange.request.body ?? ''}`)
      if (owner !== undefined) owner.calls += 1
      const masked = maskExchange({ ...exchange, id, leg: 'jumpcloud' }, secrets())
      const row = rowOf(masked, 'jumpcloud')
      log.end(
        { ...row, status: masked.response.status, ...(owner === undefined ? {} : { during: owner.id }) },
        masked,
        requestOf(exchange, apiKey),
      )
    },
  }
}

/**
 * Returns the request without the headers of the connection, which the transport writes when it sends the request
 * again.
 */
function requestOf({ request: { method, url, headers, body } }: Exchange, apiKey: string): HttpRequest {
  const kept = headers.filter(
    ({ name }) => !/^(?:host|connection|content-length|transfer-encoding|keep-alive)$/i.test(name),
  )
  return {
    method,
    url,
    // The proxy has masked the key, so it is inserted again.
    headers: { ...Object.fromEntries(kept.map(({ name, value }) => [name.toLowerCase(), value])), 'x-api-key': apiKey },
    ...(body === undefined ? {} : { body }),
  }
}

const MAX_SPANS = 256

interface Sent {
  readonly request: HttpRequest
  readonly startedAt: Date
  readonly time: number
  readonly response?: HttpResponse
  readonly error?: string
}

const exchangeOf = (id: string, { startedAt, ...sent }: Sent): Exchange =>
  asExchange({ ...sent, id, cause: '', startedDateTime: startedAt.toISOString() })

function rowOf(
  { id, startedDateTime, time, request, response }: Exchange,
  step: TrafficRow['step'],
): Omit<TrafficRow, 'number' | 'remarks' | 'status'> {
  const url = URL.parse(request.url)
  const detail = detailOf(response)
  return {
    id,
    step,
    method: request.method,
    path: (url === null ? request.url : url.pathname + url.search).slice(0, MAX_PATH),
    startedDateTime,
    time,
    ...(response.error === undefined ? {} : { error: response.error.slice(0, MAX_DETAIL) }),
    ...(detail === undefined ? {} : { detail }),
  }
}

const MAX_PATH = 600
const MAX_DETAIL = 300

/**
 * Returns the message of an error response: SCIM's `scimType` and `detail` (RFC 7644 §3.12), or JumpCloud's
 * `message`.
 */
function detailOf({ status, body }: Exchange['response']): string | undefined {
  if (status < 400 || !body.trimStart().startsWith('{')) return undefined
  const { scimType, detail, message } = parseJson<Readonly<Record<string, unknown>>>(body) ?? {}
  const text = [scimType, detail ?? message].filter((part) => typeof part === 'string' && part !== '').join(': ')
  return text === '' ? undefined : text.slice(0, MAX_DETAIL)
}

/** Converts one exchange with its bodies for the page. */
export function detailOfExchange({ row, exchange, before }: LoggedExchange): TrafficDetail | undefined {
  if (exchange === undefined) return undefined
  const { request, response } = exchange
  return {
    row,
    request: { method: request.method, url: request.url, headers: request.headers, body: request.body ?? '' },
    response: {
      status: response.status,
      headers: response.headers,
      body: response.body,
      ...(response.error === undefined ? {} : { error: response.error }),
    },
    curl: asCurl({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers.map(({ name, value }) => [name.toLowerCase(), value])),
      ...(request.body === undefined ? {} : { body: request.body }),
    }),
    ...(before === undefined ? {} : { before }),
  }
}
