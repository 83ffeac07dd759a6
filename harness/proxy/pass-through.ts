import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Routes } from '../../mocks/transport/index.ts'
import { BodyCapture } from './body-capture.ts'

/** One exchange with its original bytes, before anything is masked. */
export interface PassedExchange {
  readonly method: string
  /** The absolute URL at the server. */
  readonly url: string
  readonly httpVersion: string
  readonly requestHeaders: readonly Header[]
  readonly requestBody: BodyCapture
  /** The status; 0 if the server did not respond. */
  readonly status: number
  readonly responseHeaders: readonly Header[]
  readonly responseBody: BodyCapture
  /** The error that ended the exchange. */
  readonly error?: string
  readonly startedAt: Date
  readonly milliseconds: number
}

/** One header line, in the form in which it was received. */
export interface Header {
  readonly name: string
  readonly value: string
}

/** The components for forwarding requests. */
export interface PassThroughOptions {
  /** The origin of the server. */
  readonly upstream: string
  readonly routes: Routes
  /** The maximum number of bytes of a body to capture; a longer body passes and is not recorded. */
  readonly maxBody: number
  readonly now: () => Date
  /** Returns milliseconds on a monotonic clock. */
  readonly monotonic: () => number
  /** Called after the exchange has ended for the client. */
  readonly onExchange: (exchange: PassedExchange) => void
}

/** Headers that concern one connection and are not forwarded (RFC 9110 §7.6.1). The proxy itself handles `expect`. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
])

/**
 * Creates a listener that forwards each request to the server and returns its response: method, path, headers in
 * their order, bodies byte by byte as they arrive. `Host` is the server's own; it and `Content-Length` are written in
 * lower case. The listener adds no timeout and no retry; if the server ends the connection, so does the listener.
 */
export function passThrough(options: PassThroughOptions): RequestListener {
  return (incoming, outgoing) => new Passage(options, incoming, outgoing).begin()
}

type Dispatcher = ReturnType<Routes['to']>['dispatcher']
type Handler = Parameters<Dispatcher['dispatch']>[1]
type Controller = Parameters<NonNullable<Handler['onRequestStart']>>[0]

/** One exchange in progress. */
class Passage {
  readonly #options: PassThroughOptions
  readonly #incoming: IncomingMessage
  readonly #outgoing: ServerResponse
  readonly #requestBody: BodyCapture
  readonly #responseBody: BodyCapture
  readonly #startedAt: Date
  readonly #began: number
  #controller: Controller | undefined
  #status = 0
  #responseHeaders: readonly Header[] = []
  #isOver = false

  constructor(options: PassThroughOptions, incoming: IncomingMessage, outgoing: ServerResponse) {
    this.#options = options
    this.#incoming = incoming
    this.#outgoing = outgoing
    this.#requestBody = new BodyCapture(options.maxBody)
    this.#responseBody = new BodyCapture(options.maxBody)
    this.#startedAt = options.now()
    this.#began = options.monotonic()
  }

  begin(): void {
    const { upstream, routes } = this.#options
    const { method = 'GET' } = this.#incoming
    // The server's own Date header is forwarded, if there is one.
    this.#outgoing.sendDate = false
    this.#outgoing.once('close', () => {
      if (!this.#isOver) this.#clientLeft()
    })
    try {
      routes.to(upstream).dispatcher.dispatch(
        {
          origin: upstream,
          path: this.#path(),
          method: method as 'GET',
          headers: this.#requestHeaders(),
          body: hasBody(this.#incoming) ? Readable.from(this.#body(), { objectMode: false }) : null,
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        this.#handler(),
      )
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Returns path and query exactly as the client wrote them; an absolute form loses its origin. */
  #path(): string {
    const { url = '/' } = this.#incoming
    return url.startsWith('/') ? url : url.replace(/^[a-z]+:\/\/[^/?#]*/i, '') || '/'
  }

  #requestHeaders(): string[] {
    const { host } = new URL(this.#options.upstream)
    const kept = passedOn(listed(this.#incoming.rawHeaders)).filter(({ name }) => name.toLowerCase() !== 'host')
    return ['Host', host, ...kept.flatMap(({ name, value }) => [name, value])]
  }

  async *#body(): AsyncGenerator<Buffer> {
    for await (const chunk of this.#incoming) {
      this.#requestBody.add(chunk as Buffer)
      yield chunk as Buffer
    }
  }

  #handler(): Handler {
    return {
      onRequestStart: (controller) => {
        this.#controller = controller
        if (this.#isOver) controller.abort(new Error('the client has left'))
      },
      onResponseStart: (controller, status, _headers, statusText) => {
        // An interim response is followed by the final one.
        if (status < 200) return
        this.#begin(status, statusText ?? '', listed(controller.rawHeaders))
      },
      onResponseData: (controller, chunk) => {
        this.#responseBody.add(chunk)
        if (!this.#outgoing.write(chunk)) {
          controller.pause()
          this.#outgoing.once('drain', () => controller.resume())
        }
      },
      onResponseEnd: () => {
        this.#outgoing.end()
        this.#finish()
      },
      onResponseError: (_controller, error) => this.#fail(error),
    }
  }

  #begin(status: number, statusText: string, headers: readonly Header[]): void {
    this.#status = status
    this.#responseHeaders = headers
    if (headers.some(({ name, value }) => name.toLowerCase() === 'connection' && /\bclose\b/i.test(value)))
      this.#outgoing.shouldKeepAlive = false
    this.#outgoing.writeHead(
      status,
      statusText,
      passedOn(headers).flatMap(({ name, value }) => [name, value]),
    )
    this.#outgoing.flushHeaders()
  }

  /** Ends the client's connection in the same way, if the server ended its own or could not be reached. */
  #fail(error: unknown): void {
    if (this.#isOver) return
    const { socket } = this.#incoming
    // An error of the parser has the member without a value.
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
    this.#finish(`${code === '' ? '' : `${code}: `}${error instanceof Error ? error.message : String(error)}`)
    if (code === 'ECONNRESET') socket.resetAndDestroy()
    else socket.destroy()
  }

  #clientLeft(): void {
    this.#finish('the client ended the connection before the response was complete')
    this.#controller?.abort(new Error('the client has left'))
  }

  #finish(error?: string): void {
    if (this.#isOver) return
    this.#isOver = true
    const { upstream, onExchange, monotonic } = this.#options
    onExchange({
      method: this.#incoming.method ?? 'GET',
      url: upstream + this.#path(),
      httpVersion: `HTTP/${this.#incoming.httpVersion}`,
      requestHeaders: listed(this.#incoming.rawHeaders),
      requestBody: this.#requestBody,
      // An incomplete response does not count.
      status: error === undefined ? this.#status : 0,
      responseHeaders: this.#responseHeaders,
      responseBody: this.#responseBody,
      startedAt: this.#startedAt,
      milliseconds: monotonic() - this.#began,
      ...(error === undefined ? {} : { error }),
    })
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function passedOn(headers: readonly Header[]): readonly Header[] {
  const named = new Set(
    headers
      .filter(({ name }) => name.toLowerCase() === 'connection')
      .flatMap(({ value }) =>
        value
          .toLowerCase()
          .split(',')
          .map((token) => token.trim()),
      ),
  )
  return headers.filter(({ name }) => !HOP_BY_HOP.has(name.toLowerCase()) && !named.has(name.toLowerCase()))
}

/** Returns names and values alternately, as Node and undici store them. */
function listed(raw: Controller['rawHeaders'] | readonly string[]): readonly Header[] {
  if (!Array.isArray(raw)) return []
  const text = (part: unknown): string => (Buffer.isBuffer(part) ? part.toString('latin1') : String(part))
  const headers: Header[] = []
  for (let index = 0; index + 1 < raw.length; index += 2)
    headers.push({ name: text(raw[index]), value: text(raw[index + 1]) })
  return headers
}
