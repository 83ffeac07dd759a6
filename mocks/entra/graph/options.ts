import type { FaultRule, RateLimit } from '../../serving/index.ts'
import type { Transport } from '../../transport/index.ts'
import type { ClientBehaviour, InitialUsers, ProvisioningJobOptions, TenantGroup } from '../index.ts'
import type { JobStates } from './synchronization/jobs.ts'

/** The settings of the façade. `dialect` applies to Tenant URLs without the flag `aadOptscim062020`. */
export interface GraphOptions extends ClientBehaviour, InitialUsers {
  /** The groups of a new tenant. */
  readonly groups?: readonly TenantGroup[]
  /** Object ids of users of a new tenant whose account is disabled. */
  readonly disabled?: readonly string[]
  /** The transport to the servers that are provisioned. */
  readonly transport: Transport
  /** The bearer token, and the secret of every client (default: any is accepted). */
  readonly token?: string
  /** The application permissions of callers, such as `Synchronization.Read.All`; all by default. */
  readonly permissions?: readonly string[]
  /** The time between cycles in milliseconds (default: 40 minutes). */
  readonly interval?: number
  /** The clock that `POST /__clock` advances (default: the wall clock). */
  readonly now?: () => Date
  /** Returns a random number in [0, 1) for ids (default: the system's generator). */
  readonly random?: () => number
  /** The file of the state (default: in memory). */
  readonly state?: GraphState
  /** The number of requests for a new object that get 404 before it is replicated (default: 0). */
  readonly replicationMisses?: number
  readonly faults?: readonly FaultRule[]
  readonly faultSeed?: number
  readonly rateLimit?: RateLimit
  /** Serves `/__recorder` and `/__reset` to clients on this machine. */
  readonly exposeRecorder?: boolean
  /** Waits for the `Retry-After` of a server that is provisioned. */
  readonly pause?: ProvisioningJobOptions['pause']
  /** Registers secrets and removes them from data that a server echoed. */
  readonly vault?: { add(...secrets: string[]): void; maskDeep<Value>(value: Value): Value }
  /** Validates every response against the description and returns 500 for one that does not match: for tests. */
  readonly judgesAnswers?: boolean
  /** Receives internal faults of the façade. */
  readonly onFault?: (error: unknown) => void
}

/** The files of a state. */
export interface GraphState {
  readonly file: string
  /** The 32 bytes of the key that encrypts the secrets. */
  readonly key: Uint8Array
  readonly jobs: JobStates
}
