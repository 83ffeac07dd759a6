import { randomInt } from 'node:crypto'
import type { Express } from 'express'
import {
  controlEndpoint,
  createFaultSource,
  createRateCounter,
  createRecorder,
  type Listening,
  type ListenPlace,
  listen,
  type Recorder,
  type ServedCall,
} from '../../serving/index.ts'
import { CYCLE_INTERVAL, type CycleRecord, DEFAULT_IDENTITY } from '../index.ts'
import type { GraphParts } from './api/parts.ts'
import { clockEndpoint } from './http/clock-endpoint.ts'
import { expressApp } from './http/express-app.ts'
import { createReplication } from './http/replication.ts'
import { createTokens } from './http/tokens.ts'
import { graphDescription } from './openapi/description.ts'
import type { GraphOptions } from './options.ts'
import { openTenantService, type TenantService } from './tenant-service.ts'

/** Microsoft Graph's part of provisioning, over a mock tenant. */
export interface GraphFacade {
  /** The Express application, for use in another server. */
  readonly app: Express
  readonly parts: GraphParts
  readonly recorder: Recorder<ServedCall>
  /** Moves time forward; resolves to the cycles that ended meanwhile. */
  advance(milliseconds: number): Promise<readonly CycleRecord[]>
  /**
   * Listens on 127.0.0.1 or at another address; rejects if the port is in use. Closing stops the jobs and closes the
   * state.
   */
  listen(place?: ListenPlace): Promise<Listening>
  /** Ends the jobs and closes the state. */
  close(): Promise<void>
}

/** The random numbers of a façade without a seed. */
const SYSTEM_RANDOM = (): number => randomInt(2 ** 32) / 2 ** 32
/** The maximum number of calls that the recorder stores. */
const RECORDED = 10_000

/** Creates the façade. Throws InvalidGraphState or InvalidJobState for files that cannot be used. */
export function createGraph(given: GraphOptions): GraphFacade {
  const options = { random: SYSTEM_RANDOM, ...given }
  const { token, permissions, interval = CYCLE_INTERVAL, exposeRecorder = false, rateLimit, state } = options
  const recorder = createRecorder<ServedCall>(exposeRecorder ? RECORDED : 0)
  let service: TenantService = openTenantService(options)
  const advance = (milliseconds: number): Promise<CycleRecord[]> => service.scheduler.advance(milliseconds)
  const now = (): Date => service.parts.clock.now()
  const reset = (): void => {
    void service.close()
    service = openTenantService(options)
  }
  const environment = {
    parts: () => service.parts,
    tokens: createTokens({ token, permissions, tenantId: DEFAULT_IDENTITY.tenantId, now }),
    replication: createReplication(options.replicationMisses ?? 0),
    faults: createFaultSource(options.faults ?? [], options.faultSeed ?? 1),
    rate: rateLimit === undefined ? undefined : createRateCounter(rateLimit),
    recorder,
    judgesAnswers: options.judgesAnswers === true,
    onFault:
      options.onFault ?? ((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error))),
  }
  const app = expressApp(environment, token !== undefined, [
    clockEndpoint(() => ({ now, interval, advance })),
    ...(exposeRecorder ? [controlEndpoint({ recorder, reset: state === undefined ? reset : undefined })] : []),
    (request, response, next) => {
      if (request.path === '/openapi.json' && request.method === 'GET') response.json(graphDescription())
      else next()
    },
  ])
  return {
    app,
    get parts() {
      return service.parts
    },
    recorder,
    advance,
    listen: (place) => listen(app, place, () => service.close()),
    close: () => service.close(),
  }
}
