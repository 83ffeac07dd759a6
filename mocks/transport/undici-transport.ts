import type { Dispatcher } from 'undici'
import { asTransportError, type ReceivedPart, TimedOut } from './as-transport-error.ts'
import { isDroppedReuse } from './connection-reuse.ts'
import type { ExchangeLimits, HttpRequest, HttpResponse, Transport } from './exchange.ts'
import { type ConnectionOptions, openRoutes, type Routes } from './routes.ts'
import { splitUrl } from './split-url.ts'
import { TransportError } from './transport-error.ts'

/** Entra's timeout of 60 seconds (Microsoft, learn.microsoft.com/answers/questions/1151866, 2023-01-05). */
const DEFAULT_TIMEOUT = 60_000
const DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024

/**
 * The number of requests that the server drops with a kept-alive connection, after which connections are not kept
 * alive.
 */
const MAX_DROPPED = 2

/** The options of a connection pool. */
export interface TransportOptions extends ExchangeLimits, ConnectionOptions {
  /** The maximum number of connections to one origin (default: 64). */
  readonly connections?: number
  /**
   * Stops keeping connections alive if the server drops requests with them. Entra's client continues to reuse them, and
   * its writes fail repeatedly (default: `false`).
   */
  readonly avoidsReuse?: boolean
}

/** A transport over pooled connections; `close` ends them. */
export interface PooledTransport extends AsyncDisposable {
  readonly send: Transport
  /** Returns whether the server drops requests with kept-alive connections, and answers them on new ones. */
  readonly dropsReuse: boolean
  close(): Promise<void>
}

/**
 * Creates a transport over undici with keep-alive, a timeout and a limit on body size for every exchange. A request
 * without a body that the server drops together with a kept-alive connection is sent again on a new one, as .NET's client
 * does (dotnet/corefx#26708); another request fails.
 */
export function createTransport(options: TransportOptions = {}): PooledTransport {
  const exchanges = new Exchanges(options)
  const send: Transport = (request, limits = {}) => exchanges.exchange(request, { ...options, ...limits })
  const close = (): Promise<void> => exchanges.close()
  return {
    send,
    get dropsReuse() {
      return exchanges.dropsReuse
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The exchanges over a pool of connections. */
class Exchanges {
  readonly #options: TransportOptions
  readonly #routes: Routes
  /** Connections for one request each, for a server that drops requests with kept-alive ones. */
  #singleUse: Routes | undefined
  #inFlight = 0
  #dropped = 0
  #rescued = 0

  constructor(options: TransportOptions) {
    this.#options = options
    this.#routes = this.#open(false)
  }

  async exchange(request: HttpRequest, limits: ExchangeLimits): Promise<HttpResponse> {
    this.#inFlight += 1
    const limit = new Limit(limits)
    try {
      const mustAvoidReuse = this.#options.avoidsReuse === true && this.#dropped >= MAX_DROPPED
      if (mustAvoidReuse) return await this.#attempt(request, limits, this.#openSingleUse(), limit)
      try {
        return await this.#attempt(request, limits, this.#routes, limit)
      } catch (error) {
        if (!(error instanceof TransportError && isDroppedReuse(error.cause))) throw error
        this.#dropped += 1
        if (request.body !== undefined) throw error
        const response = await this.#attempt(request, limits, this.#openSingleUse(), limit)
        this.#rescued += 1
        return response
      }
    } finally {
      limit.lift()
      this.#inFlight -= 1
    }
  }

  get dropsReuse(): boolean {
    return this.#dropped >= MAX_DROPPED && this.#rescued > 0
  }

  /** Waits for pending exchanges. If there are none, it does not wait for a connection that is not accepted. */
  async close(): Promise<void> {
    const isGraceful = this.#inFlight > 0
    await Promise.all([this.#routes.close(isGraceful), this.#singleUse?.close(isGraceful)])
  }

  async #attempt(request: HttpRequest, limits: ExchangeLimits, routes: Routes, limit: Limit): Promise<HttpResponse> {
    const { origin, path } = splitUrl(request.url)
    const route = routes.to(origin)
    const named = origin + route.via
    const collector = new Collector(limits.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES, named)
    limit.apply(collector, () => route.isAccepted(origin))
    try {
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
      const { received } = collector
      throw asTransportError(error, { origin: named, timeout: limit.timeout, headers: request.headers, received })
    }
  }

  #openSingleUse(): Routes {
    this.#singleUse ??= this.#open(true)
    return this.#singleUse
  }

  #open(isSingleUse: boolean): Routes {
    const { connections = 64, timeout = DEFAULT_TIMEOUT, ...connection } = this.#options
    // The time until a connection is accepted counts towards the timeout of the exchange.
    return openRoutes(connection, { connections, timeout, isSingleUse })
  }
}

/** Ends an exchange after its time, or by its signal, however often its request is sent. */
class Limit {
  readonly timeout: number
  readonly #signal: AbortSignal | undefined
  readonly #timer: NodeJS.Timeout
  #collector: Collector | undefined
  #isAccepted: () => boolean = () => false
  #reason: Error | undefined

  constructor({ timeout = DEFAULT_TIMEOUT, signal }: ExchangeLimits) {
    this.timeout = timeout
    this.#signal = signal
    this.#timer = setTimeout(() => this.#end(new TimedOut(this.#isAccepted())), timeout)
    if (signal?.aborted === true) this.#cancel()
    else signal?.addEventListener('abort', this.#cancel, { once: true })
  }

  apply(collector: Collector, isAccepted: () => boolean): void {
    this.#collector = collector
    this.#isAccepted = isAccepted
    if (this.#reason !== undefined) collector.abort(this.#reason)
  }

  lift(): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#cancel)
  }

  readonly #cancel = (): void => this.#end(new DOMException('cancelled', 'AbortError'))

  #end(reason: Error): void {
    this.#reason = reason
    this.#collector?.abort(reason)
  }
}

/**
 * Collects one response. It uses undici's own handler instead of its `request`, because a stream and an abort signal
 * for each exchange cost more than everything else.
 */
class Collector implements Dispatcher.DispatchHandler {
  readonly response: Promise<HttpResponse>
  readonly #limit: number
  readonly #origin: string
  readonly #body = new BodyBuffer()
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

  /** The part of the response that was received, for the message of a failure. */
  get received(): ReceivedPart {
    const length = this.#headers['content-length']
    return { status: this.#status, bytes: this.#body.size, ...(length === undefined ? {} : { declared: length }) }
  }

  abort(reason: Error): void {
    this.#reason = reason
    this.#controller?.abort(reason)
    this.#reject(reason)
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
    // An interim response, such as 103, is followed by the final one.
    this.#status = status
    this.#headers = flattenHeaders(headers)
    this.#body.expect(Math.min(Number(this.#headers['content-length']) || 0, this.#limit))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#body.size + chunk.byteLength > this.#limit)
      this.abort(new TransportError('too-large', `${this.#origin} sent a body of more than ${this.#limit} bytes`))
    else this.#body.add(chunk)
  }

  onResponseEnd(): void {
    this.#resolve({ status: this.#status, headers: this.#headers, body: this.#body.take() })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error)
  }
}

/**
 * Chunks of a long body are copied into one growing buffer: separate chunks that are joined at the end would be in
 * memory twice.
 */
const LONG = 256 * 1024

/** Collects the bytes of a body. */
class BodyBuffer {
  #chunks: Buffer[] = []
  #long: Buffer | undefined
  #expected = 0
  size = 0

  /** Announces the number of bytes. A long buffer then has the right size at once; unwritten memory costs nothing. */
  expect(bytes: number): void {
    this.#expected = bytes
  }

  add(chunk: Buffer): void {
    const needed = this.size + chunk.byteLength
    if (this.#long === undefined && needed <= LONG) this.#chunks.push(chunk)
    else {
      if (this.#long === undefined || this.#long.byteLength < needed) this.#grow(needed)
      this.#long?.set(chunk, this.size)
    }
    this.size = needed
  }

  /** Returns the body as a string and releases the bytes. */
  take(): string {
    const [only] = this.#chunks
    const bytes =
      this.#long?.subarray(0, this.size) ??
      (this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks))
    this.#chunks = []
    this.#long = undefined
    return bytes.toString('utf8')
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#expected, 2 * (this.#long?.byteLength ?? LONG)))
    if (this.#long !== undefined) grown.set(this.#long.subarray(0, this.size))
    else grown.set(Buffer.concat(this.#chunks))
    this.#chunks = []
    this.#long = grown
  }
}

/** Joins repeated headers; undici returns the names in lower case. */
function flattenHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return flat
}
