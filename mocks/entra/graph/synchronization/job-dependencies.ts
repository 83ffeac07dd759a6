import type { JsonObject } from '../../../protocol/index.ts'
import type { Transport } from '../../../transport/index.ts'
import type {
  ClientBehaviour,
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

/** The stored data of a job, apart from the state of the engine. */
export interface JobDocument {
  readonly id: string
  readonly servicePrincipalId: string
  readonly schema: SynchronizationSchema
  /** The schedule that the administrator requested. */
  readonly schedule: 'Disabled' | 'Active' | 'Paused'
  /** True if the next cycle may exceed the deletion threshold. */
  readonly allowsDeletes: boolean
}

/** The components that a job uses. */
export interface JobDependencies {
  readonly state: JobState
  readonly clock: GraphClock
  readonly transport: Transport
  readonly random: () => number
  readonly interval: number
  readonly behaviour: ClientBehaviour
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
