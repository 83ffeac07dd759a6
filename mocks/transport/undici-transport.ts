import { getCACertificates } from 'node:tls'
import { Agent, type Dispatcher, EnvHttpProxyAgent, errors } from 'undici'
import type { ExchangeLimits, HttpRequest, HttpResponse, Transport } from './exchange.ts'
import { isLoopback } from './loopback.ts'
import { splitUrl } from './split-url.ts'
import { TransportError } from './transport-error.ts'

/** Entra waits 60 seconds for an answer (Microsoft, learn.microsoft.com/answers/questions/1151866, 2023-01-05). */
const DEFAULT_TIMEOUT = 60_000
const DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024

/** Proxies by the scheme of the target's URL, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name them. */
export interface ProxyOptions {
  readonly http?: string
  readonly https?: string
  /** Hosts that are reached without a proxy, joined by commas. */
  readonly exempt?: string
}

/** How connections to a target are made. */
export interface ConnectionOptions {
  /** PEM certificates to trust beside the system's. */
  readonly ca?: string
  /** PEM of a client certificate and its private key, for mutual TLS. */
  readonly cert?: string
  readonly key?: string
  /** Proxies for every origin that is not loopback. */
  readonly proxy?: ProxyOptions
}

/** Options of a pool of connections. */
export interface TransportOptions extends ExchangeLimits, ConnectionOptions {
  /** Connections to one origin at most (64). */
  readonly connections?: number
}

/** A transport over pooled connections; `close` ends them. */
export interface PooledTransport extends AsyncDisposable {
  readonly send: Transport
  close(): Promise<void>
}

/** Makes a transport over undici with keep-alive, a time-out and a limit on body size for every exchange. */
export function createTransport(options: TransportOptions = {}): PooledTransport {
  const { ca, cert, key, proxy } = options
  const tls = {
    ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  }
  const pool = { connections: options.connections ?? 64, ...(Object.keys(tls).length === 0 ? {} : { connect: tls }) }
  const direct: Route = { dispatcher: new Agent(pool) }
  const proxied = proxy === undefined ? undefined : routeBy(proxy, pool, tls)
  const send: Transport = (request, limits = {}) => {
    const route = proxied === undefined || isLoopback(new URL(request.url).hostname) ? direct : proxied
    return exchange(route, request, { ...options, ...limits })
  }
  const close = async (): Promise<void> => {
    await Promise.all([direct.dispatcher.close(), proxied?.dispatcher.close()])
  }
  return { send, close, [Symbol.asyncDispose]: close }
}

/** A way to an origin, and the words for it in a message. */
interface Route {
  readonly dispatcher: Dispatcher
  readonly via?: string
}

function routeBy({ http, https, exempt }: ProxyOptions, pool: Agent.Options, requestTls: object): Route {
  // Empty strings, since what is left out would be read from the environment.
  const names = { httpProxy: http ?? '', httpsProxy: https ?? '', noProxy: exempt ?? '' }
  const hosts = [...new Set([https, http].flatMap((url) => (url === undefined ? [] : [new URL(url).host])))]
  return {
    dispatcher: new EnvHttpProxyAgent({ ...pool, ...names, requestTls }),
    via: ` (unless NO_PROXY exempts it, through the proxy ${hosts.join(' or ')})`,
  }
}

async function exchange(route: Route, request: HttpRequest, limits: ExchangeLimits): Promise<HttpResponse> {
  const timeout = limits.timeout ?? DEFAULT_TIMEOUT
  const { origin, path } = splitUrl(request.url)
  const named = origin + (route.via ?? '')
  const collector = new Collector(limits.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES, named)
  const timer = setTimeout(() => collector.timeOut(), timeout)
  const cancel = (): void => collector.cancel()
  limits.signal?.addEventListener('abort', cancel, { once: true })
  try {
    if (limits.signal?.aborted === true) cancel()
    const dispatched = {
      origin,
      path,
      method: request.method as Dispatcher.HttpMethod,
      headers: request.headers,
      body: request.body ?? null,
      headersTimeout: 0,
      bodyTimeout: 0,
    }
    route.dispatcher.dispatch(dispatched, collector)
    return await collector.response
  } catch (error) {
    throw asTransportError(error, named, timeout, collector.hasTimedOut)
  } finally {
    clearTimeout(timer)
    limits.signal?.removeEventListener('abort', cancel)
  }
}

/** Gathers one answer. It is undici's own handler, not its `request`, since a stream and an abort signal for each exchange cost more than the rest. */
class Collector implements Dispatcher.DispatchHandler {
  readonly response: Promise<HttpResponse>
  hasTimedOut = false
  readonly #limit: number
  readonly #origin: string
  readonly #chunks: Buffer[] = []
  #size = 0
  #status = 0
  #headers: Record<string, string> = {}
  #controller: Dispatcher.DispatchController | undefined
  #reason: Error | undefined
  #resolve: (response: HttpResponse) => void = () => {}
  #reject: (error: unknown) => void = () => {}

  constructor(limit: number, origin: string) {
    this.#limit = limit
    this.#origin = origin
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  timeOut(): void {
    this.hasTimedOut = true
    this.#abort(new Error('timed out'))
  }

  cancel(): void {
    this.#abort(new DOMException('cancelled', 'AbortError'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#reason !== undefined) controller.abort(this.#reason)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // An interim answer, such as 103, is followed by the real one.
    this.#status = status
    this.#headers = flattenHeaders(headers)
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.byteLength
    if (this.#size > this.#limit)
      this.#abort(new TransportError('too-large', `${this.#origin} sent a body of more than ${this.#limit} bytes`))
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const [only] = this.#chunks
    const body = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks)
    this.#resolve({ status: this.#status, headers: this.#headers, body: body.toString('utf8') })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error)
  }

  #abort(reason: Error): void {
    this.#reason = reason
    this.#controller?.abort(reason)
    this.#reject(reason)
  }
}

/** Undici gives the names in lower case already. */
function flattenHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return flat
}

const RESET_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

function asTransportError(error: unknown, origin: string, timeout: number, timedOut: boolean): TransportError {
  if (error instanceof TransportError) return error
  const cause = { cause: error }
  if (timedOut) {
    return new TransportError(
      'timeout',
      `${origin} did not answer within ${timeout} ms; raise --timeout if it is slow`,
      cause,
    )
  }
  const { code, name, message } = innermost(error)
  const [, refusal] = /^Proxy response \((\d+)\)/.exec(message) ?? []
  if (refusal !== undefined)
    return new TransportError(
      'unreachable',
      `${origin} cannot be reached: the proxy answered ${refusal} to CONNECT; check the proxy, or exempt the host by NO_PROXY`,
      cause,
    )
  if (name === 'AbortError') return new TransportError('aborted', 'the exchange was cancelled', cause)
  if (RESET_CODES.has(code))
    return new TransportError('reset', `${origin} closed the connection before it answered`, cause)
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return new TransportError(
      'tls',
      `the TLS connection to ${origin} failed: ${code}; Entra too would refuse it (a private authority is trusted with --ca)`,
      cause,
    )
  }
  if (error instanceof errors.HTTPParserError || code.startsWith('HPE_')) {
    return new TransportError('malformed', `${origin} did not answer in HTTP (${message})`, cause)
  }
  return new TransportError(
    'unreachable',
    `${origin} cannot be reached: ${code || message}; check the URL, and that the server runs`,
    cause,
  )
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
