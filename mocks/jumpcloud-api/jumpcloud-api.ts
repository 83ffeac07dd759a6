import type { Express } from 'express'
import { createService, type ServiceParts } from './api/service.ts'
import { expressApp } from './http/express-app.ts'
import { type ListeningJumpCloudApi, listenOnLoopback } from './http/listen.ts'
import { objectIds } from './object-id.ts'
import { jumpCloudDescription } from './openapi/document.ts'
import type { BehaviourOptions, JumpCloudApiOptions } from './options.ts'
import { type ApiRecorder, createApiRecorder } from './recorder/recorder.ts'
import { recorderEndpoint } from './recorder/recorder-endpoint.ts'
import { seedUsers } from './seed/seed-users.ts'
import { fillStore } from './store/fill-store.ts'
import { JumpCloudStore } from './store/jumpcloud-store.ts'
import { DEFAULT_SWITCHES } from './switches.ts'

/** The mock of JumpCloud's API. */
export interface JumpCloudApi {
  /** The API as an Express application, for a server of one's own. */
  readonly app: Express
  readonly store: JumpCloudStore
  readonly recorder: ApiRecorder
  /** Listens on 127.0.0.1; rejects where the port is taken. Closing closes the store. */
  listen(options?: { readonly port?: number }): Promise<ListeningJumpCloudApi>
}

/** Makes the API. Throws UnusableDatabase where the database file cannot be used. */
export function createJumpCloudApi(options: JumpCloudApiOptions = {}): JumpCloudApi {
  const now = options.now ?? (() => new Date())
  const newId = options.newId ?? objectIds(now)
  const store = new JumpCloudStore(options.db ?? ':memory:', options.switches?.usernameCase)
  fillStore(store, options, now(), newId)
  seedUsers(store, options.seedUsers ?? 0, now(), newId)
  const recorder = createApiRecorder(options.recordedCalls)
  const service = createService(serviceParts(store, recorder, { ...options, now, newId }))
  const app = expressApp(service, [
    ...(options.exposeRecorder === true ? [recorderEndpoint(recorder)] : []),
    (request, response, next) => {
      if (request.path === '/openapi.json' && request.method === 'GET')
        response.json(jumpCloudDescription(options.switches))
      else next()
    },
  ])
  const close = (): void => {
    service.close()
    store.close()
  }
  return { app, store, recorder, listen: ({ port = 0 } = {}) => listenOnLoopback(app, port, close) }
}

/** The parts of a service over a store, with the defaults of what is not told. */
export function serviceParts(
  store: JumpCloudStore,
  recorder: ApiRecorder,
  {
    switches,
    faults = [],
    faultFor,
    faultSeed = 1,
    rateLimit,
    now = () => new Date(),
    newId,
    onFault,
  }: BehaviourOptions,
): ServiceParts {
  return {
    store,
    recorder,
    switches: { ...DEFAULT_SWITCHES, ...switches },
    faults,
    faultFor,
    faultSeed,
    rateLimit,
    now,
    newId: newId ?? objectIds(now),
    onFault: onFault ?? ((error) => process.emitWarning(error instanceof Error ? error : String(error))),
  }
}
