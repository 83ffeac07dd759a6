import type { HttpHandler } from 'msw/http'
import type { Answer, ApiRequest, Operation } from '../api/operation.ts'
import { serviceParts } from '../jumpcloud-api.ts'
import { type ApiRecorder, createApiRecorder } from '../recorder/recorder.ts'
import { RESOURCES, UNKNOWN_OPERATION } from '../service/operations.ts'
import type { BehaviourOptions } from '../service/options.ts'
import { createService, type TimedAnswer } from '../service/service.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'
import { ApiError } from '../wire/api-error.ts'

// msw is a peer dependency that only users of these handlers install.
const { http } = await import('msw/http').catch((cause: unknown) => {
  throw new Error('scim-rehearsal/jumpcloud-api/msw needs the package msw: npm install --save-dev msw', { cause })
})

/** The behaviour of the handlers and the origins that they intercept. */
export interface JumpCloudHandlerOptions extends BehaviourOptions {
  /** The recorder of the calls; pass that of `createJumpCloudApi` to record all calls together. */
  readonly recorder?: ApiRecorder
  /** The origin of the console (default: `https://console.jumpcloud.com`). */
  readonly console?: string
  /** The origin of Directory Insights (default: `https://api.jumpcloud.com`). */
  readonly insights?: string
  /** The origin of the token endpoint (default: `https://admin-oauth.id.jumpcloud.com`). */
  readonly oauth?: string
}

/** Creates handlers for msw that respond as the API does, over a store. */
export function jumpCloudHandlers(store: JumpCloudStore, options: JumpCloudHandlerOptions = {}): HttpHandler[] {
  const {
    console: consoleOrigin = 'https://console.jumpcloud.com',
    insights = 'https://api.jumpcloud.com',
    oauth = 'https://admin-oauth.id.jumpcloud.com',
    recorder = createApiRecorder(),
  } = options
  const service = createService(serviceParts(store, recorder, options))
  const originOf = (path: string): string =>
    path.startsWith('/insights/') ? insights : path.startsWith('/oauth2/') ? oauth : consoleOrigin
  const handle = (operation: Operation, url: string | RegExp): HttpHandler =>
    http[operation === UNKNOWN_OPERATION ? 'all' : verbOf(operation)](url, async ({ request, params }) =>
      respond(service.perform(operation, await requestOf(request, operation), namedParams(operation.path, params))),
    )
  return [
    ...RESOURCES.flatMap(({ operations }) => operations).map((operation) =>
      handle(operation, pathPattern(originOf(operation.path), operation.path)),
    ),
    handle(UNKNOWN_OPERATION, `${consoleOrigin}/api/*`),
    handle(UNKNOWN_OPERATION, `${insights}/insights/*`),
  ]
}

/**
 * Returns the pattern of an operation's URL, in any letter case and with or without a trailing slash, as Express
 * accepts it.
 */
function pathPattern(origin: string, path: string): RegExp {
  const literal = (origin + path).replaceAll(/[\\^$.|?*+()[\]]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll(/\{\w+\}/g, '([^/]+)')}/?$`, 'i')
}

/** The parts of a URL that a pattern matched, by the names of the path's brackets. */
function namedParams(path: string, params: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return Object.fromEntries(names.map((name, index) => [name, decoded(String(params[index] ?? ''))]))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete'

const verbOf = ({ method }: Operation): Verb => method.toLowerCase() as Verb

async function requestOf(request: Request, { isForm = false }: Operation): Promise<ApiRequest> {
  const { pathname, search } = new URL(request.url)
  return {
    method: request.method,
    url: pathname + search,
    headers: Object.fromEntries(request.headers),
    address: '127.0.0.1',
    ...readBody(await request.text(), request.headers.get('content-type') ?? '', isForm),
  }
}

/** Reads a body as Express's readers do: a body of another type is ignored. */
function readBody(text: string, type: string, isForm: boolean): Pick<ApiRequest, 'body' | 'bodyError'> {
  if (isForm) {
    const isOne = /^application\/x-www-form-urlencoded\b/i.test(type)
    return isOne ? { body: Object.fromEntries(new URLSearchParams(text)) } : {}
  }
  if (text === '' || !/^application\/json\b/i.test(type)) return {}
  try {
    return { body: JSON.parse(text) }
  } catch (error) {
    return { bodyError: new ApiError(400, error instanceof Error ? error.message : String(error)) }
  }
}

async function respond({ answer, delay }: TimedAnswer): Promise<Response> {
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
  return answer === undefined ? Response.error() : responseOf(answer)
}

function responseOf({
  status,
  json,
  text = json === undefined ? '' : JSON.stringify(json),
  headers,
}: Answer): Response {
  return new Response(text === '' ? null : text, {
    status,
    headers: { ...(text === '' ? {} : { 'content-type': 'application/json; charset=utf-8' }), ...headers },
  })
}
