import type { FaultRule, RateLimit } from '../../serving/index.ts'
import type { Transport } from '../../transport/index.ts'
import type { EntraSwitches, PeopleSource, ProvisioningJobOptions, TenantGroup } from '../index.ts'
import type { JobStates } from './synchronization/jobs.ts'

/** What the façade is set up with. */
export interface GraphOptions {
  readonly people: PeopleSource
  /** Groups of a new tenant. */
  readonly groups?: readonly TenantGroup[]
  /** Object ids of users of a new tenant whose account is disabled. */
  readonly disabled?: readonly string[]
  /** Reaches the servers that are provisioned. */
  readonly transport: Transport
  /** The bearer token, and the secret of every client; without it any is accepted. */
  readonly token?: string
  /** Application permissions of callers, such as `Synchronization.Read.All`; all where absent. */
  readonly permissions?: readonly string[]
  /** Milliseconds between cycles (40 minutes). */
  readonly interval?: number
  /** The clock that `POST /__clock` advances; the wall clock where absent. */
  readonly now?: () => Date
  /** Uniform in [0, 1): ids. From the system's generator where absent. */
  readonly random?: () => number
  /** Where the state is kept; in memory where absent. */
  readonly state?: GraphState
  readonly switches?: Partial<EntraSwitches>
  /** Requests for a new object that are answered 404 before it is known everywhere (0). */
  readonly replicationMisses?: number
  readonly faults?: readonly FaultRule[]
  readonly faultSeed?: number
  readonly rateLimit?: RateLimit
  /** Serves `/__recorder` and `/__reset` to clients on this machine. */
  readonly exposeRecorder?: boolean
  /** Waits for the `Retry-After` of a server that is provisioned. */
  readonly pause?: ProvisioningJobOptions['pause']
  /** Learns secrets, and takes them out of what a server echoed. */
  readonly vault?: { add(...secrets: string[]): void; maskDeep<Value>(value: Value): Value }
  /** Holds every answer against the description, and answers 500 for one that does not fit: for tests. */
  readonly judgesAnswers?: boolean
  /** Gets faults of the façade itself. */
  readonly onFault?: (error: unknown) => void
}

/** The files of a state. */
export interface GraphState {
  readonly file: string
  /** 32 octets that encrypt the secrets. */
  readonly key: Uint8Array
  readonly jobs: JobStates
}
