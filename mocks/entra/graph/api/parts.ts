import type { RateCounter } from '../../../serving/index.ts'
import type { Transport } from '../../../transport/index.ts'
import type { EntraSwitches, JobIdentity } from '../../index.ts'
import type { ApplicationRecord } from '../applications/application.ts'
import type { Applications } from '../applications/applications.ts'
import type { Directory } from '../directory/directory.ts'
import type { EntryLog } from '../logs/entry-log.ts'
import type { GraphClock } from '../synchronization/graph-clock.ts'
import type { Jobs } from '../synchronization/jobs.ts'
import type { Secrets } from '../synchronization/secrets.ts'

/** The components that the operations use. */
export interface GraphParts {
  readonly directory: Directory
  readonly applications: Applications
  readonly jobs: Jobs
  readonly secrets: Secrets
  readonly provisioningLog: EntryLog
  readonly auditLog: EntryLog
  readonly clock: GraphClock
  readonly transport: Transport
  readonly onDemandRate: RateCounter
  /** The step that comes first in a log entry. */
  readonly matching: EntraSwitches['matching']
  readonly guid: () => string
  readonly identityOf: (record: ApplicationRecord) => JobIdentity
  /** Removes secrets from data that a server echoed. */
  readonly mask: <Value>(value: Value) => Value
}
