import { isDroppedReuse } from './connection-reuse.ts'
import { isTlsCode, tlsFailure } from './tls-failure.ts'
import { TransportError } from './transport-error.ts'

/** The exchange has timed out. `isConnected` says whether the origin ever accepted a connection. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut'
  readonly isConnected: boolean

  constructor(isConnected: boolean) {
    super('timed out')
    this.isConnected = isConnected
  }
}

/** The part of a response that was received before a failure. */
export interface ReceivedPart {
  /** The status; 0 if no status line was received. */
  readonly status: number
  /** The number of bytes of the body. */
  readonly bytes: number
  /** The value of the Content-Length header. */
  readonly declared?: string
}

/** The exchange that failed. */
export interface FailedExchange {
  readonly origin: string
  readonly timeout: number
  readonly headers: Readonly<Record<string, string>>
  readonly received: ReceivedPart
}

const RESET_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/** Names the cause of a failed exchange and the next step. No header value and no query is in the message. */
export function asTransportError(error: unknown, exchange: FailedExchange): TransportError {
  if (error instanceof TransportError) return error
  const { origin, timeout, headers } = exchange
  const cause = { cause: error }
  const { code, name, message } = innermost(error)
  if (error instanceof TimedOut) {
    return new TransportError(
      'timeout',
      error.isConnected
        ? `${origin} did not answer within ${timeout} ms; raise --timeout if it is slow`
        : `${origin} did not accept a connection within ${timeout} ms; check the host and the port, and that no firewall drops the packets`,
      cause,
    )
  }
  const refusal = proxyRefusal(message)
  if (refusal !== undefined)
    return new TransportError(
      'unreachable',
      `${origin} cannot be reached: the proxy answered ${refusal}; check the proxy, or exempt the host by NO_PROXY`,
      cause,
    )
  if (name === 'AbortError') return new TransportError('aborted', 'the exchange was cancelled', cause)
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') {
    return new TransportError(
      'timeout',
      `${origin} did not accept a connection within ${timeout} ms; check the host and the port, and that no firewall drops the packets`,
      cause,
    )
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return new TransportError(
      'too-large',
      `${origin} sent response headers of more than 16 KiB, which HTTP clients reject`,
      cause,
    )
  }
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return lengthMismatch(exchange, cause)
  if (RESET_CODES.has(code)) return closedEarly(exchange, message, cause)
  if (isTlsCode(code)) {
    const says = tlsFailure(code)
    return new TransportError(
      'tls',
      says === undefined
        ? `the TLS connection to ${origin} failed: ${code}; Entra would also reject it (a private authority is trusted with --ca)`
        : `the TLS connection to ${origin} failed: ${says} (${code})`,
      cause,
    )
  }
  if (isTlsAlert(error)) return new TransportError('tls', `${origin} speaks TLS; give the URL with https://`, cause)
  // undici asserts that the status has three digits and is at least 100.
  if (code === 'ERR_ASSERTION')
    return new TransportError(
      'malformed',
      `${origin} did not answer in HTTP (its status is not from 100 to 999)`,
      cause,
    )
  if ((error instanceof Error && error.name === 'HTTPParserError') || code.startsWith('HPE_')) {
    return new TransportError('malformed', `${origin} did not respond in HTTP (${parserSays(code, message)})`, cause)
  }
  const unsendable = unsendableHeader(headers)
  if (unsendable !== undefined) {
    return new TransportError(
      'malformed',
      `the request cannot be sent: the header ${unsendable}; check the token and the --header options`,
      cause,
    )
  }
  if (code === 'UND_ERR_INVALID_ARG')
    return new TransportError('malformed', `the request to ${origin} cannot be sent: ${message}`, cause)
  return new TransportError(
    'unreachable',
    `${origin} cannot be reached: ${code || message}; check the URL, and that the server runs`,
    cause,
  )
}

/** Returns whether the parser of HTTP met an alert of TLS, with which a server of TLS answers a request without it. */
function isTlsAlert(error: unknown): boolean {
  const data = error instanceof Error && 'data' in error ? error.data : undefined
  // The type of the record (alert, 21) and the major version.
  return typeof data === 'string' && data.charCodeAt(0) === 21 && data.charCodeAt(1) === 3
}

/** Returns the status with which a proxy rejects a tunnel or its user; undefined for another failure. */
function proxyRefusal(message: string): string | undefined {
  const [, tunnel] = /^Proxy response \((\d+)\)/.exec(message) ?? []
  return tunnel === undefined ? /^Proxy Authentication Required \((\d+)\)/.exec(message)?.[1] : `${tunnel} to CONNECT`
}

function closedEarly({ origin, received }: FailedExchange, message: string, cause: ErrorOptions): TransportError {
  if (received.status === 0) {
    // These are the only other errors of this kind in undici.
    const says = /upgrade/.test(message)
      ? 'switched to another protocol instead of a response'
      : /bad response/.test(message)
        ? 'repeatedly sent 100 Continue instead of a response'
        : isDroppedReuse(cause.cause)
          ? 'closed a connection that it had kept alive when the next request came'
          : 'closed the connection without a response'
    return new TransportError('reset', `${origin} ${says}`, cause)
  }
  const of = received.declared === undefined ? '' : ` of the ${received.declared} that its Content-Length declares`
  return new TransportError(
    'reset',
    `${origin} closed the connection in the middle of a response with status ${received.status}: ${received.bytes} bytes of the body were received${of}`,
    cause,
  )
}

function lengthMismatch({ origin, received }: FailedExchange, cause: ErrorOptions): TransportError {
  return new TransportError(
    'malformed',
    received.declared === undefined
      ? `${origin} sent response headers that HTTP does not allow: a Content-Length header that is wrong or contradicts another, or a line that is not a header`
      : `${origin} sent a body whose length is not its Content-Length (${received.declared}); count bytes, not characters`,
    cause,
  )
}

function parserSays(code: string, message: string): string {
  return code === 'HPE_INVALID_CONTENT_LENGTH' || code === 'HPE_UNEXPECTED_CONTENT_LENGTH'
    ? 'the Content-Length header is wrong'
    : message
}

/** The first header that HTTP cannot carry, with the reason and without its value. */
function unsendableHeader(headers: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    const fault = headerFault(value)
    if (fault !== undefined) return `${name} ${fault}`
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return `${JSON.stringify(name.slice(0, 40))} has no valid name`
  }
  return undefined
}

/** Why HTTP cannot carry a header value (RFC 9110 §5.5); undefined if it can. The value is not in the sentence. */
export function headerFault(value: string): string | undefined {
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0
    if (code === 0x0a || code === 0x0d) return 'contains a line break'
    if ((code < 0x20 && code !== 0x09) || code === 0x7f)
      return `contains the control character U+${code.toString(16).padStart(4, '0').toUpperCase()}`
    if (code > 0xff)
      return `contains U+${code.toString(16).padStart(4, '0').toUpperCase()}, which a header cannot carry`
  }
  return undefined
}

function innermost(error: unknown): { code: string; name: string; message: string } {
  let current: unknown = error
  while (current instanceof Error) {
    if (current instanceof AggregateError && current.errors.length > 0) current = current.errors[0]
    else if (current.cause instanceof Error) current = current.cause
    else break
  }
  if (!(current instanceof Error)) return { code: '', name: '', message: String(current) }
  const code = 'code' in current && typeof current.code === 'string' ? current.code : ''
  return { code, name: current.name, message: current.message }
}
