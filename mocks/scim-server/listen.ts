import { timingSafeEqual } from 'node:crypto'
import express, { type RequestHandler, type Response } from 'express'
import { SCIM_MEDIA_TYPE } from '../protocol/index.ts'
import {
  type ControlParts,
  controlEndpoint,
  createRecorder,
  type Listening,
  type ListenPlace,
  listen,
  localGuard,
} from '../serving/index.ts'
import { createTraffic, type RecordedExchange, type TrafficOptions } from './http/traffic.ts'
import { scimServer } from './scim-server.ts'
import type { RequestHeaders, ScimServerOptions, Subject } from './settings/options.ts'
import { deviationsOf } from './settings/settings.ts'
import { memoryStore } from './store/memory-store.ts'
import { errorMessage, type ScimResponse } from './wire/message.ts'
import { badRequest, ScimError } from './wire/scim-error.ts'
import { forwardingTraffic } from './workers.ts'

/** The address of a server and its settings. */
export interface ListenOptions extends Omit<ScimServerOptions, 'traffic'>, TrafficOptions {
  /** The port; 0 uses a free one (default: 0). */
  readonly port?: number
  /** The address or the name of this machine (default: 127.0.0.1). */
  readonly host?: string
  /** The path of the base URL (default: `/scim/v2`). */
  readonly basePath?: string
  /** The bearer token that every request must have; shorthand for `authenticate`. */
  readonly token?: string
  /** The key and certificate in PEM, for https. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /**
   * Exposes the recorded exchanges at `/__recorder`, and lets `POST /__reset` empty the store, for clients on this
   * machine (default: false).
   */
  readonly exposeRecorder?: boolean
  /** Performs requests that may write in another process, whose service is a `scimWriter`; the store only reads. */
  readonly forward?: (request: unknown) => Promise<unknown>
}

/** A server that listens; its `url` is the base URL, without a slash at its end. */
export type RunningServer = Listening

/** Starts a SCIM service provider on 127.0.0.1 or another host. Rejects if the port is in use. */
export async function listenScimServer(options: ListenOptions = {}): Promise<RunningServer> {
  const { port, host, basePath, token, tls, exposeRecorder, faults, faultSeed, rateLimit, forward, ...rest } = options
  const deviations = deviationsOf(rest)
  const minVersion = deviations.some(({ wire }) => wire === 'tls-1.3-only') ? { minVersion: 'TLSv1.3' as const } : {}
  const authenticate = rest.authenticate ?? (token === undefined ? undefined : bearerToken(token))
  const trafficOptions: TrafficOptions = {
    ...(faults === undefined ? {} : { faults }),
    ...(faultSeed === undefined ? {} : { faultSeed }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  }
  return listenRestartable(
    (traffic) =>
      scimServer({
        ...rest,
        traffic: forward === undefined ? traffic : forwardingTraffic(forward),
        store: rest.store ?? memoryStore(),
        ...(authenticate === undefined ? {} : { authenticate }),
      }),
    {
      ...trafficOptions,
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
      ...(basePath === undefined ? {} : { basePath }),
      ...(tls === undefined ? {} : { tls: { ...tls, ...minVersion } }),
      ...(exposeRecorder === undefined ? {} : { exposeRecorder }),
      isResettable: rest.store === undefined,
      hasCredentials: authenticate !== undefined,
      outside: (path) => deviations.map(({ outside }) => outside?.(path)).find((answer) => answer !== undefined),
    },
  )
}

/** The address and settings of a router. */
export interface RouterPlace extends ListenPlace {
  readonly basePath?: string
  /** True if requests need credentials, so that the server responds to every host name (default: true). */
  readonly hasCredentials?: boolean
  readonly control?: ControlParts<RecordedExchange>
  /** Responds to requests outside the base path instead of 404. */
  readonly outside?: (path: string) => ScimResponse | undefined
}

/** The address of a router that can be recreated. */
export interface RestartablePlace extends Omit<RouterPlace, 'control'>, TrafficOptions {
  readonly exposeRecorder?: boolean
  /** True if the router's data is lost when it is recreated. */
  readonly isResettable: boolean
}

/**
 * Starts a server for a router that `make` creates, and recreates it when its state is reset, with the same future
 * faults.
 */
export function listenRestartable(
  make: (traffic: ReturnType<typeof createTraffic>) => RequestHandler,
  { exposeRecorder = false, isResettable, faults, faultSeed, rateLimit, ...place }: RestartablePlace,
): Promise<RunningServer> {
  const recorder = exposeRecorder ? createRecorder<RecordedExchange>() : undefined
  const options: TrafficOptions = {
    ...(faults === undefined ? {} : { faults }),
    ...(faultSeed === undefined ? {} : { faultSeed }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  }
  let router = make(createTraffic(options, recorder))
  const reset = (): void => {
    router = make(createTraffic(options, recorder))
  }
  return listenRouter((request, response, next) => router(request, response, next), {
    ...place,
    ...(recorder === undefined ? {} : { control: { recorder, reset: isResettable ? reset : undefined } }),
  })
}

/**
 * Starts a server for a router below a base path; other paths get 404, or 400 `invalidVers` for another protocol
 * version.
 */
export async function listenRouter(
  router: RequestHandler,
  { basePath = '/scim/v2', outside, hasCredentials = true, control, ...place }: RouterPlace = {},
): Promise<RunningServer> {
  const path = `/${basePath.split('/').filter(Boolean).join('/')}`
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(
    localGuard({
      hasCredentials,
      reject: (_request, response, message) => sendError(response, new ScimError(403, message)),
    }),
  )
  if (control !== undefined) app.use(controlEndpoint(control))
  app.use(path, router)
  app.use((request, response) => {
    const answer = outside?.(request.path)
    if (answer !== undefined) {
      response.status(answer.status).type(SCIM_MEDIA_TYPE).set(answer.headers).send(JSON.stringify(answer.body))
      return
    }
    const error = /^\/(?:[^/]+\/)*v\d+(?:\/|$)/.test(request.path)
      ? badRequest('invalidVers', `this server supports only the version of ${path} (RFC 7644 §3.13)`)
      : new ScimError(404, `unknown endpoint ${request.path.slice(0, 120)}; the base URL ends in ${path}`)
    sendError(response, error)
  })
  const server = await listen(app, place)
  return path === '/' ? server : { ...server, url: `${server.url}${path}` }
}

function sendError(response: Response, error: ScimError): void {
  response
    .status(error.status)
    .type(SCIM_MEDIA_TYPE)
    .send(Buffer.from(JSON.stringify(errorMessage(error))))
}

/** Creates an `authenticate` that accepts one secret token, sent as `Authorization: Bearer`. */
export function bearerToken(
  token: string,
  subject: Subject = { key: 'token' },
): (headers: RequestHeaders) => Subject | undefined {
  const expected = Buffer.from(token)
  return ({ authorization = '' }) => {
    const sent = Buffer.from(/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '')
    return sent.length === expected.length && timingSafeEqual(sent, expected) ? subject : undefined
  }
}
