import type { JsonObject } from '../../../protocol/index.ts'
import type { Transport } from '../../../transport/index.ts'
import type {
  EntraSwitches,
  JobIdentity,
  JobState,
  JobStatus,
  ProvisioningJobOptions,
  SynchronizationSchema,
  TenantReader,
} from '../../index.ts'
import type { GraphClock } from './graph-clock.ts'
import type { JobSettings } from './job-settings.ts'
import type { SecretMap } from './secrets.ts'

/** What is kept of a job beside the state of the engine. */
export interface JobDocument {
  readonly id: string
  readonly servicePrincipalId: string
  readonly schema: SynchronizationSchema
  /** What the administrator asked for. */
  readonly schedule: 'Disabled' | 'Active' | 'Paused'
  /** Deletions above the threshold are let through in the next cycle. */
  readonly allowsDeletes: boolean
}

/** What a job works with. */
export interface JobMeans {
  readonly state: JobState
  readonly clock: GraphClock
  readonly transport: Transport
  readonly random: () => number
  readonly interval: number
  readonly switches?: Partial<EntraSwitches>
  readonly pause?: ProvisioningJobOptions['pause']
  readonly secrets: () => SecretMap
  readonly identity: () => JobIdentity
  readonly tenant: (scope: JobSettings['scope']) => TenantReader
  readonly save: (document: JobDocument) => void
  readonly onEntry: (entry: JsonObject) => void
  readonly onQuarantine: (status: JobStatus) => void
  /** A fault of the façade that ended a cycle; the job is paused. */
  readonly onFault: (error: unknown) => void
}
