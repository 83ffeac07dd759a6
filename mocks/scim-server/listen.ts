import { timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import express, { type RequestHandler } from 'express'
import { SCIM_MEDIA_TYPE } from '../protocol/index.ts'
import { errorMessage, type ScimResponse } from './http/message.ts'
import type { RequestHeaders, ScimServerOptions, Subject } from './options.ts'
import { badRequest, ScimError } from './scim-error.ts'
import { scimServer } from './scim-server.ts'
import { deviationsOf } from './settings.ts'

/** Where a server listens, beside what it is. */
export interface ListenOptions extends ScimServerOptions {
  /** Port on 127.0.0.1; 0 takes a free one (0). */
  readonly port?: number
  /** Path of the base URL (`/scim/v2`). */
  readonly basePath?: string
  /** A secret token that every request must bring as Bearer; shorthand for `authenticate`. */
  readonly token?: string
  /** Key and certificate in PEM: the server speaks https. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** The base URL, without a slash at its end. */
  readonly url: string
  close(): Promise<void>
}

/** Starts a SCIM service provider on 127.0.0.1. Rejects where the port is taken. */
export async function listenScimServer(options: ListenOptions = {}): Promise<RunningServer> {
  const { port, basePath, token, tls, ...rest } = options
  const deviations = deviationsOf(rest)
  const minVersion = deviations.some(({ wire }) => wire === 'tls-1.3-alone') ? { minVersion: 'TLSv1.3' as const } : {}
  const authenticate = rest.authenticate ?? (token === undefined ? undefined : bearerToken(token))
  return listenRouter(scimServer({ ...rest, ...(authenticate === undefined ? {} : { authenticate }) }), {
    ...(port === undefined ? {} : { port }),
    ...(basePath === undefined ? {} : { basePath }),
    ...(tls === undefined ? {} : { tls: { ...tls, ...minVersion } }),
    outside: (path) => deviations.map(({ outside }) => outside?.(path)).find((answer) => answer !== undefined),
  })
}

/** Where a router listens, and how. */
interface RouterPlace {
  readonly port?: number
  readonly basePath?: string
  readonly tls?: { readonly key: string; readonly cert: string; readonly minVersion?: 'TLSv1.3' }
  /** Answers what lies outside the base path, in place of a 404. */
  readonly outside?: (path: string) => ScimResponse | undefined
}

/** Starts a server for a router below a base path; what lies outside answers 404, or 400 `invalidVers` for another protocol version. */
export async function listenRouter(
  router: RequestHandler,
  { port = 0, basePath = '/scim/v2', tls, outside }: RouterPlace = {},
): Promise<RunningServer> {
  const path = `/${basePath.split('/').filter(Boolean).join('/')}`
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(path, router)
  app.use((request, response) => {
    const answer = outside?.(request.path)
    if (answer !== undefined) {
      response.status(answer.status).type(SCIM_MEDIA_TYPE).set(answer.headers).send(JSON.stringify(answer.body))
      return
    }
    const error = /^\/(?:[^/]+\/)*v\d+(?:\/|$)/.test(request.path)
      ? badRequest('invalidVers', `this server speaks the version of ${path} (RFC 7644 §3.13)`)
      : new ScimError(404, `there is no endpoint ${request.path.slice(0, 120)}; the base URL ends in ${path}`)
    response
      .status(error.status)
      .type(SCIM_MEDIA_TYPE)
      .send(Buffer.from(JSON.stringify(errorMessage(error))))
  })
  // A filter of 10 kB is three times that when it is percent-encoded, and is to be answered in SCIM.
  const limits = { maxHeaderSize: 64 * 1024, keepAliveTimeout: 30_000 }
  const server = tls === undefined ? createServer(limits, app) : createTlsServer({ ...limits, ...tls }, app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)))
      server.closeAllConnections()
    })
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}${path === '/' ? '' : path}`,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Makes an `authenticate` that knows one secret token, brought as `Authorization: Bearer`. */
export function bearerToken(
  token: string,
  subject: Subject = { key: 'token' },
): (headers: RequestHeaders) => Subject | undefined {
  const expected = Buffer.from(token)
  return ({ authorization = '' }) => {
    const given = Buffer.from(/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '')
    return given.length === expected.length && timingSafeEqual(given, expected) ? subject : undefined
  }
}
