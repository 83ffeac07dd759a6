import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { decodeUrl } from '../../../mocks/transport/index.ts'
import type { ConsoleFacts } from '../format/page-format.ts'
import { type EventSources, streamEvents } from './events.ts'
import { isSame, whyRejected } from './guard.ts'

/** A response in JSON. */
export interface JsonAnswer {
  readonly status: number
  readonly json: unknown
}

/** An operation of the console's own API: `GET exchanges/e12`. `rest` is the decoded path after the name. */
export type Operation = (call: {
  readonly method: string
  readonly rest: string
  readonly query: URLSearchParams
  /** Parses the JSON body; undefined if there is none. Throws BadBody. */
  readonly body: () => Promise<unknown>
}) => Promise<Answer> | Answer

/** A response that the browser saves as a file. */
export interface FileAnswer {
  readonly status: number
  readonly file: { readonly name: string; readonly text: string }
}

type Answer = JsonAnswer | HtmlAnswer | FileAnswer

/** A response with a page. */
interface HtmlAnswer {
  readonly status: number
  readonly html: string
}

/** The components of the server. */
export interface ConsoleAppOptions extends EventSources {
  /** The random part of the address. */
  readonly token: string
  /** Returns the port of the server. */
  readonly port: () => number
  readonly facts: () => ConsoleFacts
  /** Returns the built page. */
  readonly page: () => string
  /** Microsoft Graph. */
  readonly graph: RequestListener
  /** The JumpCloud API. */
  readonly jumpcloud: RequestListener
  readonly operations: Readonly<Record<string, Operation>>
  readonly onFault: (error: unknown) => void
}

const SAFE = /^(?:GET|HEAD|OPTIONS)$/
const JUMPCLOUD = '/jumpcloud'
const MAX_BODY = 1024 * 1024

/**
 * Creates the listener of the only origin: the page and its events below the token, Microsoft Graph at `/v1.0`,
 * `/beta` and `/__clock`, the JumpCloud API below `/jumpcloud`. The latter two check their own credentials.
 */
export function consoleApp(options: ConsoleAppOptions): RequestListener {
  const { token, port, graph, jumpcloud, hub } = options
  return (request, response) => {
    const rejected = whyRejected(request, port())
    if (rejected !== undefined) {
      answer(response, { status: 403, json: { error: rejected } })
      return
    }
    const { url = '/', method = 'GET' } = request
    const [path = '/'] = url.split('?')
    if (path.startsWith(`${JUMPCLOUD}/`)) {
      if (!SAFE.test(method)) response.once('close', () => hub.changed('jumpcloud'))
      request.url = url.slice(JUMPCLOUD.length)
      jumpcloud(request, response)
      return
    }
    if (/^\/(?:v1\.0|beta|__clock|openapi\.json|[^/]+\/oauth2)(?:\/|$)/i.test(path)) {
      // Other users of this machine must not change the time.
      if (path === '/__clock' && !isSame(`Bearer ${token}`, request.headers.authorization ?? '')) {
        answer(response, { status: 401, json: { error: 'the clock needs the token: Authorization: Bearer TOKEN' } })
        return
      }
      if (!SAFE.test(method)) response.once('close', () => hub.changed('graph'))
      graph(request, response)
      return
    }
    const [, given = '', ...rest] = path.split('/')
    if (!isSame(token, given)) {
      answer(response, { status: 404, json: { error: 'there is nothing here; the console printed its whole address' } })
      return
    }
    if (rest.length === 0) {
      response.writeHead(308, { location: `/${token}/` }).end()
      return
    }
    void serve(request, response, rest.join('/'), options).catch((error: unknown) => {
      if (!(error instanceof BadBody)) options.onFault(error)
      if (response.headersSent) response.destroy()
      else if (error instanceof BadBody) answer(response, { status: 400, json: { error: error.message } })
      else answer(response, { status: 500, json: { error: 'internal error in scim-rehearsal, please report it' } })
    })
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  options: ConsoleAppOptions,
): Promise<void> {
  const { method = 'GET', url = '/' } = request
  const query = new URLSearchParams(url.split('?')[1] ?? '')
  if (method === 'GET' && path === '') {
    answer(response, { status: 200, html: options.page() })
    return
  }
  if (method === 'GET' && path === 'facts') {
    answer(response, { status: 200, json: options.facts() })
    return
  }
  if (method === 'GET' && path === 'events') {
    const last = request.headers['last-event-id']
    streamEvents(response, typeof last === 'string' ? last : (query.get('last') ?? ''), options)
    return
  }
  const [name = '', ...rest] = path.split('/')
  const operation = Object.hasOwn(options.operations, name) ? options.operations[name] : undefined
  if (operation === undefined) {
    answer(response, { status: 404, json: { error: `there is no ${name.slice(0, 40)} here` } })
    return
  }
  const result = await operation({
    method,
    rest: rest.map(decodeUrl).join('/'),
    query,
    body: () => readJson(request),
  })
  answer(response, result)
}

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

function answer(response: ServerResponse, result: Answer): void {
  const { status } = result
  const send = (headers: Readonly<Record<string, string>>, text: string): void => {
    // The page itself contains the policy for its scripts and connections.
    const policy = 'html' in result ? "frame-ancestors 'none'" : "default-src 'none'; frame-ancestors 'none'"
    response.writeHead(status, { ...HEADERS, 'content-security-policy': policy, ...headers }).end(text)
  }
  if ('html' in result) send({ 'content-type': 'text/html; charset=utf-8' }, result.html)
  else if ('file' in result)
    send(
      {
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="${result.file.name}"`,
      },
      result.file.text,
    )
  else send({ 'content-type': 'application/json' }, JSON.stringify(result.json))
}

/** Thrown if the body of a request is not JSON, or is too long. */
class BadBody extends Error {
  override readonly name = 'BadBody'
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    // The rest of the body is read and discarded, because a client that still sends does not read a response.
    if (text.length <= MAX_BODY) text += String(chunk)
  }
  if (text.length > MAX_BODY) throw new BadBody(`the body has more than ${MAX_BODY} characters`)
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new BadBody('the body must be JSON')
  }
}
