import type { JsonObject } from '../../protocol/index.ts'
import type { Transport } from '../../transport/index.ts'
import { TENANT_ID } from '../credentials/index.ts'
import type { Dialect, ResourceBodyOptions } from '../dialect/index.ts'
import type { SynchronizationSchema } from '../mapping/synchronization-schema.ts'
import type { EntraSwitches } from '../switches/index.ts'
import type { TenantReader } from '../tenant/index.ts'
import type { JobClock } from './clock.ts'
import type { JobState } from './job-state.ts'
import type { JobStatus } from './job-status.ts'

/** One of the target object actions of the portal. */
export type ObjectAction = 'create' | 'update' | 'delete'

/** The tenant and the application that a log names. */
export interface JobIdentity {
  readonly tenantId: string
  readonly applicationId: string
  readonly servicePrincipalId: string
  /** The display name of the application. */
  readonly application: string
}

/** The default identity of a job. */
export const DEFAULT_IDENTITY: JobIdentity = {
  tenantId: TENANT_ID,
  applicationId: '2f5d8c1e-0000-4000-8000-5c1a5c1a5c1a',
  servicePrincipalId: '9b3e7a44-0000-4000-8000-5c1a5c1a5c1a',
  application: 'scim-rehearsal',
}

/** The settings of a provisioning job. */
export interface ProvisioningJobOptions extends Pick<ResourceBodyOptions, 'activeAsText'> {
  readonly tenant: TenantReader
  readonly schema: SynchronizationSchema
  /** The base URL, without the dialect's flag and without a trailing slash. */
  readonly baseUrl: string
  readonly authorization: () => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>
  readonly transport: Transport
  readonly state: JobState
  readonly clock: JobClock
  /** Returns a random number in [0, 1), for the ids of probes, cycles and log entries. */
  readonly random: () => number
  /** The dialect (default: `legacy`). */
  readonly dialect?: Dialect
  /** The scope (default: `assigned`). */
  readonly scope?: 'assigned' | 'all'
  /** The allowed actions (default: all three); an object mapping's `flowTypes` restricts them further. */
  readonly actions?: readonly ObjectAction[]
  readonly skipOutOfScopeDeletions?: boolean
  /**
   * The maximum number of deletions and disables of one cycle; if there are more, none is sent (default: unlimited).
   */
  readonly deletionThreshold?: number
  /** The time between cycles in milliseconds (default: 40 minutes). */
  readonly interval?: number
  /** The number of objects processed at once (default: 8; Entra's number is not documented). */
  readonly concurrency?: number
  /** Waits for the `Retry-After` of a 429 in real time, even if the clock is virtual. */
  readonly pause?: (milliseconds: number) => Promise<void>
  /** Gets every entry of the provisioning log. */
  readonly onEntry?: (entry: JsonObject) => void
  /** Called once when the job goes into quarantine, before the cycle ends for the caller. */
  readonly onQuarantine?: (status: JobStatus) => Promise<void> | void
  /** Called after each object with the number of processed objects and the total. */
  readonly onProgress?: (done: number, of: number) => void
  readonly signal?: AbortSignal
  /** The tenant and the application that the log names. */
  readonly identity?: JobIdentity
  /** The behaviour that Microsoft's pages leave open. */
  readonly switches?: Partial<EntraSwitches>
}

/**
 * The settings that determine the form of the client's requests. `--fidelity` sets them from the traffic of a real
 * client.
 */
export type ClientBehaviour = Pick<ProvisioningJobOptions, 'dialect' | 'activeAsText' | 'switches'>

/** Entra's interval ("about 40 minutes", not configurable there). */
export const CYCLE_INTERVAL: number = 40 * 60_000
