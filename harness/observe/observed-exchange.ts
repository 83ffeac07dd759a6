import type { JsonValue } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import type { RawExchange } from '../record/recorder.ts'
import type { DownstreamWrite } from './downstream-write.ts'

/** One exchange in the form that invariants judge: unmasked, with parsed bodies. Header names are in lower case. */
export interface ObservedExchange {
  readonly id: string
  readonly method: string
  /** The absolute URL. */
  readonly url: string
  /** The URL's path below the target's base URL, `/Users/42`; without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestText: string
  /** The JSON body of the request; undefined if it is not JSON. */
  readonly requestBody: JsonValue | undefined
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The JSON body of the response; undefined if it is not JSON. */
  readonly body: JsonValue | undefined
  /** The writes of the target to JumpCloud that this exchange caused; absent if the run does not observe them. */
  readonly writes?: readonly DownstreamWrite[]
}

/** Converts a new exchange for the invariants; undefined if there was no response. */
export function observeRaw({ id, request, response }: RawExchange, baseUrl: string): ObservedExchange | undefined {
  if (response === undefined) return undefined
  return observed(baseUrl, {
    id,
    method: request.method,
    url: request.url,
    requestHeaders: request.headers,
    requestText: request.body ?? '',
    status: response.status,
    headers: response.headers,
    text: response.body,
  })
}

/** Converts an exchange of a tape or a HAR for the invariants; undefined if there was no response, or only the beginning of a body was recorded. */
export function observeRecorded(
  { id, request, response, cut }: Exchange,
  baseUrl: string,
): ObservedExchange | undefined {
  if (response.status === 0 || cut !== undefined) return undefined
  return observed(baseUrl, {
    id,
    method: request.method,
    url: request.url,
    requestHeaders: asRecord(request.headers),
    requestText: request.body ?? '',
    status: response.status,
    headers: asRecord(response.headers),
    text: response.body,
  })
}

type Plain = Omit<ObservedExchange, 'path' | 'query' | 'requestBody' | 'body'>

function observed(baseUrl: string, plain: Plain): ObservedExchange {
  const url = new URL(plain.url)
  const base = new URL(baseUrl)
  const path = url.pathname.startsWith(base.pathname)
    ? url.pathname.slice(base.pathname.replace(/\/$/, '').length)
    : url.pathname
  return {
    ...plain,
    path,
    query: url.searchParams,
    requestBody: parseJson<JsonValue>(plain.requestText),
    body: parseJson<JsonValue>(plain.text),
  }
}

function asRecord(headers: Exchange['request']['headers']): Record<string, string> {
  return Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value]))
}
