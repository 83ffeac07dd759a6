import type { Express } from 'express'
import { controlEndpoint, type Listening, type ListenPlace, listen } from '../serving/index.ts'
import { expressApp } from './http/express-app.ts'
import { jumpCloudDescription } from './openapi/document.ts'
import { type ApiRecorder, createApiRecorder } from './recorder/recorder.ts'
import { seedUsers } from './seed/seed-users.ts'
import { fillStore } from './service/fill-store.ts'
import type { BehaviourOptions, JumpCloudApiOptions } from './service/options.ts'
import { createService, type Service, type ServiceParts } from './service/service.ts'
import { DEFAULT_SWITCHES } from './settings/switches.ts'
import { JumpCloudStore } from './store/jumpcloud-store.ts'
import { objectIds } from './wire/object-id.ts'

/** The mock of JumpCloud's API. */
export interface JumpCloudApi {
  /** The Express application, for use in another server. */
  readonly app: Express
  readonly store: JumpCloudStore
  readonly recorder: ApiRecorder
  /** Listens on 127.0.0.1 or at another address; rejects if the port is in use. Closing closes the store. */
  listen(place?: Pick<ListenPlace, 'port' | 'host'>): Promise<Listening>
}

/** Creates the API. Throws UnusableDatabase if the database file cannot be used. */
export function createJumpCloudApi(options: JumpCloudApiOptions = {}): JumpCloudApi {
  const now = options.now ?? (() => new Date())
  const settled = { ...options, now, newId: options.newId ?? objectIds(now) }
  const { db = ':memory:' } = options
  const recorder = createApiRecorder(options.recordedCalls)
  let { store, service } = openService(settled, recorder)
  const end = (): void => {
    service.close()
    store.close()
  }
  const reset = (): void => {
    end()
    ;({ store, service } = openService(settled, recorder))
  }
  const running: Service = { perform: (...call) => service.perform(...call), close: () => service.close() }
  const app = expressApp(running, {
    // The default key is public, so it does not protect against pages of other sites.
    hasCredentials: options.apiKey !== undefined || options.admins !== undefined,
    extras: [
      ...(options.exposeRecorder === true
        ? [controlEndpoint({ recorder, reset: db === ':memory:' ? reset : undefined })]
        : []),
      (request, response, next) => {
        if (request.path === '/openapi.json' && request.method === 'GET')
          response.json(jumpCloudDescription(options.switches))
        else next()
      },
    ],
  })
  return {
    app,
    recorder,
    get store() {
      return store
    },
    listen: (place) => listen(app, place, end),
  }
}

/** Opens the store, fills it, and creates the service. Throws UnusableDatabase. */
export function openService(
  options: JumpCloudApiOptions,
  recorder: ApiRecorder,
): { readonly store: JumpCloudStore; readonly service: Service } {
  const { db = ':memory:', now = () => new Date(), newId = objectIds(now) } = options
  const store = new JumpCloudStore(db, options.switches?.usernameCase)
  fillStore(store, options, now(), newId)
  seedUsers(store, options.seedUsers ?? 0, now(), newId)
  return { store, service: createService(serviceParts(store, recorder, { ...options, now, newId })) }
}

/** Returns the components of a service over a store, with defaults. */
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
