import { randomBytes } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express, type Request, type Response } from 'express'
import { ApiError } from '../api-error.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { type ApiRecorder, createApiRecorder, type RecordedCall } from '../recorder/recorder.ts'
import { openSystemUserStore, type SystemUserStore } from '../store/system-user-store.ts'
import { cut, listRequest, listUsers, searchRequest } from '../users/list.ts'
import { brokenRules } from '../users/rules.ts'
import { newSystemUser, type SystemUser, updatedSystemUser } from '../users/system-user.ts'
import { createGate, LoginRedirect } from './authenticate.ts'
import type { JumpCloudApiOptions } from './options.ts'

/** The mock of JumpCloud's API v1. */
export interface JumpCloudApi {
  readonly app: Express
  readonly store: SystemUserStore
  readonly recorder: ApiRecorder
  /** Listens on 127.0.0.1; rejects where the port is taken. `url` is the origin, the API lies below `/api`. */
  listen(options?: { readonly port?: number }): Promise<ListeningJumpCloudApi>
}

/** The mock on loopback. */
export interface ListeningJumpCloudApi extends AsyncDisposable {
  readonly url: string
  close(): Promise<void>
}

const MAX_BODY = '1mb'
const ID = /^[0-9a-f]{24}$/
const CREATION_SOURCES = new Set([
  'jumpcloud:gapps',
  'jumpcloud:o365',
  'jumpcloud:workday',
  'jumpcloud:scim',
  'jumpcloud:bulk',
  'jumpcloud:custom_integration',
])

/** What a handler did to a user, for the recorder. */
interface Effect {
  readonly status: number
  readonly answer?: JsonObject
  readonly before?: SystemUser
  readonly after?: SystemUser
}

/** Makes the API. Throws where the database file cannot be opened. */
export function createJumpCloudApi(options: JumpCloudApiOptions = {}): JumpCloudApi {
  const now = (): string => (options.now?.() ?? new Date()).toISOString()
  const newId = options.newId ?? (() => randomBytes(12).toString('hex'))
  const switches = { usernames: 'documented', ...options.switches } as const
  const organization = '5f0000000000000000000001'
  const store = openSystemUserStore(options.db ?? ':memory:', switches)
  const recorder = createApiRecorder()
  const gate = createGate(
    options.admins ?? [
      {
        email: 'admin@jumpcloud.example',
        apiKey: options.apiKey ?? 'jca_rehearsal_key_of_the_mock_admin_0001',
        role: 'Administrator With Billing',
      },
    ],
  )

  const assertValid = (body: JsonObject, phase: 'create' | 'update'): void => {
    const [broken] = brokenRules(body, phase, switches)
    if (broken !== undefined) throw new ApiError(400, broken.says, broken.id)
  }
  const existing = (request: Request): SystemUser => {
    const id = String(request.params['id'] ?? '')
    const user = ID.test(id) ? store.find(id) : undefined
    if (user === undefined) throw new ApiError(404, 'Not Found')
    return user
  }

  const create = (request: Request): Effect => {
    const body = bodyOf(request)
    const source = request.headers['creation-source']
    if (source !== undefined && !CREATION_SOURCES.has(String(source)))
      throw new ApiError(400, `unknown creation-source ${JSON.stringify(source)}`)
    assertValid(body, 'create')
    const user = newSystemUser(body, {
      id: newId(),
      now: now(),
      organization,
      creationSource: source === undefined ? 'jumpcloud:api' : String(source),
      defaultState: options.newUserState ?? 'ACTIVATED',
    })
    store.insert(user)
    return { status: 200, answer: user, after: user }
  }
  const update = (request: Request): Effect => {
    const before = existing(request)
    const body = bodyOf(request)
    assertValid(body, 'update')
    for (const field of ['username', 'email'] as const) {
      if (body[field] === null || body[field] === '')
        throw new ApiError(400, `${field} is required`, `${field}-required`)
    }
    const after = updatedSystemUser(before, body, now())
    store.update(after)
    return { status: 200, answer: after, before, after }
  }
  const remove = (request: Request): Effect => {
    const before = existing(request)
    store.remove(before._id)
    return { status: 200, answer: before, before }
  }
  const activate = (request: Request): Effect => {
    const before = existing(request)
    const after = { ...before, state: 'ACTIVATED', suspended: false }
    store.update(after)
    return { status: 200, before, after }
  }
  const expire = (request: Request): Effect => {
    const before = existing(request)
    const after = { ...before, password_expired: true }
    store.update(after)
    return { status: 200, before, after }
  }

  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.use(express.json({ limit: MAX_BODY, strict: false }))
  const handle =
    (isWrite: boolean, handler: (request: Request) => Effect) =>
    (request: Request, response: Response): void => {
      let admin: string | undefined
      let effect: Effect = { status: 500 }
      let rule: string | undefined
      try {
        admin = gate(header(request, 'x-api-key'), isWrite).email
        effect = handler(request)
        if (effect.answer === undefined) response.status(effect.status).end()
        else response.status(effect.status).json(effect.answer)
      } catch (error) {
        if (error instanceof ApiError) rule = error.rule
        effect = { status: answerError(response, error) }
      }
      recorder.record(asCall(request, { time: now(), admin, rule, effect }))
    }

  app.get(
    '/api/systemusers',
    handle(false, (request) => ({
      status: 200,
      answer: listUsers(store.list(), listRequest(queryOf(request))) as unknown as JsonObject,
    })),
  )
  app.post(
    '/api/search/systemusers',
    handle(false, (request) => ({
      status: 200,
      answer: listUsers(store.list(), searchRequest(bodyOf(request))) as unknown as JsonObject,
    })),
  )
  app.post('/api/systemusers', handle(true, create))
  app.get(
    '/api/systemusers/:id',
    handle(false, (request) => ({ status: 200, answer: cut(existing(request), queryOf(request).get('fields') ?? '') })),
  )
  app.put('/api/systemusers/:id', handle(true, update))
  app.delete('/api/systemusers/:id', handle(true, remove))
  app.post('/api/systemusers/:id/state/activate', handle(true, activate))
  app.post('/api/systemusers/:id/expire', handle(true, expire))
  app.use(
    '/api',
    handle(false, () => {
      throw new ApiError(404, 'Not Found')
    }),
  )
  app.use(
    (error: unknown, _request: Request, response: Response, _next: express.NextFunction) =>
      void answerError(response, error),
  )

  return { app, store, recorder, listen: ({ port = 0 } = {}) => listen(app, store, port) }
}

function listen(app: Express, store: SystemUserStore, port: number): Promise<ListeningJumpCloudApi> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1')
    server.once('error', reject)
    server.once('listening', () => {
      const close = (): Promise<void> =>
        new Promise((closed) => {
          server.close(() => {
            store.close()
            closed()
          })
          server.closeAllConnections()
        })
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close,
        [Symbol.asyncDispose]: close,
      })
    })
  })
}

const header = (request: Request, name: string): string | undefined => {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}
const queryOf = (request: Request): URLSearchParams => new URL(request.originalUrl, 'http://base.invalid').searchParams

function bodyOf(request: Request): JsonObject {
  const body: unknown = request.body
  if (!isJsonObject(body)) throw new ApiError(400, 'the body must be a JSON object')
  return body
}

function answerError(response: Response, error: unknown): number {
  if (error instanceof LoginRedirect) {
    response.status(302).setHeader('location', '/login')
    response.end()
    return 302
  }
  const status = error instanceof ApiError ? error.status : isHttpError(error) ? error.status : 500
  const message =
    error instanceof ApiError || (isHttpError(error) && status < 500) ? error.message : 'Internal Server Error'
  response.status(status).json({ error: STATUS_CODES[status] ?? 'Error', message })
  return status
}

/** Errors of Express's body reader. */
function isHttpError(error: unknown): error is Error & { status: number } {
  return error instanceof Error && 'status' in error && typeof error.status === 'number'
}

function asCall(
  request: Request,
  told: { time: string; admin: string | undefined; rule: string | undefined; effect: Effect },
): RecordedCall {
  const { time, admin, rule, effect } = told
  const body: unknown = request.body
  const sent = isJsonObject(body) ? { ...body, ...('password' in body ? { password: '***' } : {}) } : undefined
  return {
    time,
    admin,
    rule,
    method: request.method,
    path: request.originalUrl,
    status: effect.status,
    body: sent,
    before: effect.before,
    after: effect.after,
  }
}
