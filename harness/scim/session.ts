import { AssertionError } from 'chai'
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
  type PatchOperation,
  SCIM_MEDIA_TYPE,
  type ScimResource,
  SEARCH_REQUEST_MESSAGE,
} from '../../mocks/protocol/index.ts'
import type { HttpRequest } from '../../mocks/transport/index.ts'
import type { RecordedTransport } from '../record/recorder.ts'
import { lastSegment, pathBelow, segmentOf } from './locate.ts'
import { ScimResponse } from './response.ts'
import { declaredCollection } from './shown-collections.ts'

/** The optional parts of a request. */
export interface RequestOptions {
  readonly query?: Readonly<Record<string, string | number | boolean>>
  /** Headers that override those of the session; an empty value removes one. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A complete request, for cases that the shorthands do not cover. */
export interface RawRequest extends RequestOptions {
  readonly method: string
  readonly path: string
  /** The body as a string, sent unchanged even if malformed. */
  readonly text?: string
}

/**
 * Plain SCIM requests to one target. A path is relative to the base URL (`/Users`); a resource can be passed in place
 * of its path.
 */
export interface ScimSession {
  readonly baseUrl: string
  /** The headers of each request, including credentials. */
  readonly headers: Readonly<Record<string, string>>
  /** A session with the same target without credentials. */
  readonly anonymous: ScimSession
  get(path: string | ScimResource, options?: RequestOptions): Promise<ScimResponse>
  post(path: string, body: JsonValue, options?: RequestOptions): Promise<ScimResponse>
  put(path: string | ScimResource, body: JsonValue, options?: RequestOptions): Promise<ScimResponse>
  /** Wraps an array of operations in a PatchOp message; anything else is sent unchanged. */
  patch(
    path: string | ScimResource,
    operations: readonly PatchOperation[] | JsonValue,
    options?: RequestOptions,
  ): Promise<ScimResponse>
  delete(path: string | ScimResource, options?: RequestOptions): Promise<ScimResponse>
  /** Queries by a filter: by GET, or by POST if personal data in a URL is rejected with 403 (RFC 7644 §7.5.2). */
  query(path: string, filter: string, parameters?: RequestOptions['query']): Promise<ScimResponse>
  request(request: RawRequest): Promise<ScimResponse>
  /**
   * Returns the path of a resource below the base URL: where the run created it, otherwise by `meta.location` if that
   * leads to its id, otherwise by type and id.
   */
  pathOf(resource: ScimResource): string
  /**
   * Returns the resource of a successful create: from the body, or read at its Location if the response has no body.
   * Undefined if neither has an id, or if it is not the resource that was sent.
   */
  created(response: ScimResponse): Promise<(ScimResource & { id: string }) | undefined>
}

/** The components of a session. */
export interface SessionOptions {
  readonly baseUrl: string
  /** The headers of every request, including credentials; names are in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly transport: RecordedTransport
  /**
   * Returns where the run created the resource of an id, in the named collection; undefined if it did not create it.
   */
  readonly madeAt?: (id: string, collection?: string) => string | undefined
}

/**
 * The User-Agent of the harness's own requests; the mock Entra client sends none, because none of Entra's is
 * documented.
 */
export const USER_AGENT = 'scim-rehearsal'
const CREDENTIAL_HEADERS = new Set(['authorization', 'x-api-key', 'cookie'])

/** Creates a session. */
export function createSession(options: SessionOptions): ScimSession {
  const { baseUrl, headers: sessionHeaders, transport, madeAt } = options

  const send = async ({ method, path, query, headers, text }: RawRequest): Promise<ScimResponse> => {
    const merged: Record<string, string> = {
      accept: SCIM_MEDIA_TYPE,
      'user-agent': USER_AGENT,
      ...sessionHeaders,
    }
    if (text !== undefined) merged['content-type'] = SCIM_MEDIA_TYPE
    for (const [name, value] of Object.entries(headers ?? {})) {
      if (value === '') delete merged[name.toLowerCase()]
      else merged[name.toLowerCase()] = value
    }
    const request: HttpRequest = {
      method,
      url: resolveUrl(baseUrl, path, query),
      headers: merged,
      ...(text === undefined ? {} : { body: text }),
    }
    const { response, exchange } = await transport(request)
    return new ScimResponse(request, response, exchange)
  }

  const pathOf = (resource: ScimResource): string => {
    const { id } = resource
    const made = typeof id === 'string' ? madeAt?.(id, declaredCollection(resource)) : undefined
    return made ?? resourcePath(baseUrl, resource)
  }
  const toPath = (path: string | ScimResource): string => (typeof path === 'string' ? path : pathOf(path))
  const withBody = (
    method: string,
    path: string | ScimResource,
    body: JsonValue,
    requestOptions?: RequestOptions,
  ): Promise<ScimResponse> => send({ ...requestOptions, method, path: toPath(path), text: JSON.stringify(body) })

  return {
    baseUrl,
    headers: sessionHeaders,
    pathOf,
    request: send,
    get: (path, requestOptions) => send({ ...requestOptions, method: 'GET', path: toPath(path) }),
    delete: (path, requestOptions) => send({ ...requestOptions, method: 'DELETE', path: toPath(path) }),
    post: (path, body, requestOptions) => withBody('POST', path, body, requestOptions),
    put: (path, body, requestOptions) => withBody('PUT', path, body, requestOptions),
    patch: (path, operations, requestOptions) => {
      const body = Array.isArray(operations)
        ? { schemas: [PATCH_OP_MESSAGE], Operations: [...operations] }
        : (operations as JsonValue)
      return withBody('PATCH', path, body, requestOptions)
    },
    created: async (response) => {
      if (!response.isSuccess) return undefined
      const isEmpty = response.text.trim() === ''
      const path = isEmpty ? pathBelow(baseUrl, response.headers['location']) : undefined
      const answer = path === undefined ? response : await send({ method: 'GET', path })
      const { body } = answer
      if (!isJsonObject(body)) return undefined
      const { id } = body
      if (typeof id !== 'string' || id === '') return undefined
      return madeAt === undefined || madeAt(id, pathBelow(baseUrl, response.request.url)) !== undefined
        ? { ...body, id }
        : undefined
    },
    query: async (path, filter, parameters) => {
      const byGet = await send({ method: 'GET', path, query: { filter, ...parameters } })
      if (byGet.status !== 403) return byGet
      const byPost = await withBody('POST', `${path}/.search`, searchRequest(filter, parameters))
      return byPost.isSuccess || byPost.status === 400 ? byPost : byGet
    },
    get anonymous() {
      const kept = Object.entries(sessionHeaders).filter(([name]) => !CREDENTIAL_HEADERS.has(name))
      return createSession({ ...options, headers: Object.fromEntries(kept) })
    },
  }
}

/** Converts a query to a message: a comma-separated list in a URL is an array (RFC 7644 §3.4.3). */
function searchRequest(filter: string, parameters: RequestOptions['query'] = {}): JsonObject {
  const members = Object.entries(parameters).map(([name, value]): [string, JsonValue] => [
    name,
    /^(?:excludedA|a)ttributes$/.test(name) ? String(value).split(',') : value,
  ])
  return { schemas: [SEARCH_REQUEST_MESSAGE], filter, ...Object.fromEntries(members) }
}

/**
 * Joins base URL, path and query; blanks become `%20`. Throws ForeignOrigin if the joined URL leads to another origin,
 * because credentials are sent only to the target.
 */
function resolveUrl(baseUrl: string, path: string, query: RequestOptions['query']): string {
  const isAbsolute = /^https?:\/\//i.test(path)
  const url = isAbsolute ? path : `${baseUrl}${path.startsWith('/') || path === '' ? '' : '/'}${path}`
  const joined = URL.canParse(url) ? new URL(url) : undefined
  if (joined === undefined || joined.origin !== new URL(baseUrl).origin || joined.username !== '')
    throw new ForeignOrigin(
      `no request was sent to ${joined?.origin ?? JSON.stringify(path)}: it is not the target's origin, and would get its credentials`,
    )
  const pairs = Object.entries(query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value).toWellFormed())}`,
  )
  if (pairs.length === 0) return url
  return `${url}${url.includes('?') ? '&' : '?'}${pairs.join('&')}`
}

/** Thrown if a document of the target leads to another origin, or to an invalid URL; nothing was sent. */
export class ForeignOrigin extends Error {
  override readonly name = 'ForeignOrigin'
}

function resourcePath(baseUrl: string, resource: ScimResource): string {
  const { id, meta } = resource
  const path = isJsonObject(meta) ? pathBelow(baseUrl, meta['location']) : undefined
  if (path !== undefined && typeof id === 'string' && lastSegment(path) === id) return path
  if (typeof id !== 'string' || id === '') throw new AssertionError('the target shows a resource without a string id')
  return `${declaredCollection(resource) ?? '/Users'}/${segmentOf(id)}`
}
