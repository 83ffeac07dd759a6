import type { JobRecord, QuarantineRecord } from './job-record.ts'
import type { JobState } from './job-state.ts'

/** The job as Graph returns it (`synchronizationJob` with `status`), as far as the mock supports it. */
export interface JobStatus {
  readonly id: string
  readonly templateId: 'scim'
  readonly schedule: { readonly expiration: null; readonly interval: string; readonly state: 'Active' | 'Disabled' }
  readonly status: {
    readonly code: 'NotConfigured' | 'NotRun' | 'Active' | 'Quarantine' | 'Paused'
    readonly countSuccessiveCompleteFailures: number
    readonly escrowsPruned: false
    readonly lastExecution: Execution | null
    readonly lastSuccessfulExecution: Execution | null
    readonly lastSuccessfulExecutionWithExports: Execution | null
    readonly progress: readonly Progress[]
    readonly quarantine: {
      readonly currentBegan: string
      readonly nextAttempt: string
      readonly reason: string
      readonly seriesBegan: string
      readonly seriesCount: number
      readonly error: SynchronizationError
    } | null
    readonly steadyStateFirstAchievedTime: string
    readonly steadyStateLastAchievedTime: string
    readonly synchronizedEntryCountByType: readonly { readonly key: string; readonly value: number }[]
    readonly troubleshootingUrl: null
  }
  readonly synchronizationJobSettings: readonly { readonly name: string; readonly value: string }[]
}

interface SynchronizationError {
  readonly code: string
  readonly message: string
  readonly tenantActionable: boolean
}

interface Execution {
  readonly activityIdentifier: string
  readonly countEntitled: number
  readonly countEntitledForProvisioning: number
  readonly countEscrowed: number
  readonly countEscrowedRaw: number
  readonly countExported: number
  readonly countExports: number
  readonly countImported: number
  readonly countImportedDeltas: number
  readonly countImportedReferenceDeltas: number
  readonly state: 'Succeeded' | 'Failed' | 'EntryLevelErrors'
  readonly error: SynchronizationError
  readonly timeBegan: string
  readonly timeEnded: string | null
}

interface Progress {
  readonly completedUnits: number
  readonly totalUnits: number
  readonly units: string
  readonly progressObservationDateTime: string
}

/** The circumstances that the record does not contain. */
export interface JobCircumstances {
  readonly interval: number
  /** True if the job was started in this process. */
  readonly isStarted: boolean
  /** The types that are provisioned, as the schema names them. */
  readonly types: readonly { readonly kind: 'user' | 'group'; readonly source: string; readonly target: string }[]
  /** The progress of the running cycle; undefined between cycles. */
  readonly progress: { readonly done: number; readonly of: number; readonly at: Date } | undefined
}

/** An interval as Graph writes it: `PT40M`, `PT2S`. */
function isoDuration(milliseconds: number): string {
  const minutes = milliseconds / 60_000
  return Number.isInteger(minutes) ? `PT${minutes}M` : `PT${milliseconds / 1000}S`
}

/** The value that Graph writes for a time that has not occurred. */
const NEVER = '0001-01-01T00:00:00Z'

/** Converts the job's record to Graph's `synchronizationJob`. */
export function statusOf(record: JobRecord, state: JobState, circumstances: JobCircumstances): JobStatus {
  const { quarantine, lastCycle, lastSuccess, lastSuccessWithExports = null, isDisabled } = record
  const { interval, types, progress } = circumstances
  const isConfigured = circumstances.isStarted || record.cycles > 0
  const execution = (cycle: JobRecord['lastCycle'], trouble: QuarantineRecord | null): Execution | null =>
    cycle === null ? null : executionOf(cycle, trouble)
  return {
    id: record.jobId,
    templateId: 'scim',
    schedule: {
      expiration: null,
      interval: isoDuration(interval),
      state: isDisabled || !isConfigured ? 'Disabled' : 'Active',
    },
    status: {
      code: isConfigured ? codeOf(record) : 'NotConfigured',
      countSuccessiveCompleteFailures: quarantine?.attempts ?? 0,
      escrowsPruned: false,
      lastExecution: execution(lastCycle, quarantine),
      lastSuccessfulExecution: execution(lastSuccess, null),
      lastSuccessfulExecutionWithExports: execution(lastSuccessWithExports, null),
      progress:
        progress === undefined
          ? []
          : [
              {
                completedUnits: progress.done,
                totalUnits: progress.of,
                units: 'objects',
                progressObservationDateTime: progress.at.toISOString(),
              },
            ],
      quarantine: quarantine === null ? null : quarantineOf(quarantine),
      steadyStateFirstAchievedTime: instantOr(record.steadyStateFirstAt),
      steadyStateLastAchievedTime: instantOr(record.steadyStateLastAt),
      synchronizedEntryCountByType: types.map(({ kind, source, target }) => ({
        key: `${source} to ${target}`,
        value: state.linkCountOf(kind),
      })),
      troubleshootingUrl: null,
    },
    synchronizationJobSettings: [
      { name: 'AzureIngestionAttributeOptimization', value: 'False' },
      { name: 'LookaheadQueryEnabled', value: 'False' },
    ],
  }
}

function codeOf({ isDisabled, quarantine, lastCycle }: JobRecord): JobStatus['status']['code'] {
  if (isDisabled) return 'Paused'
  if (quarantine !== null) return 'Quarantine'
  return lastCycle === null ? 'NotRun' : 'Active'
}

const instant = (at: number): string => new Date(at).toISOString()
const instantOr = (at: number | null | undefined): string => (at === null || at === undefined ? NEVER : instant(at))

function executionOf(cycle: NonNullable<JobRecord['lastCycle']>, trouble: QuarantineRecord | null): Execution {
  const { created, updated, disabled, deleted, unchanged, failed, referencesFailed } = cycle.counts
  const entitled = created + updated + unchanged + failed
  const exported = created + updated + disabled + deleted
  const imported = cycle.imported ?? entitled + disabled + deleted + cycle.counts.skipped
  return {
    activityIdentifier: cycle.id,
    countEntitled: entitled,
    countEntitledForProvisioning: entitled,
    countEscrowed: failed + referencesFailed,
    countEscrowedRaw: failed + referencesFailed,
    countExported: exported,
    countExports: exported + failed,
    countImported: imported,
    countImportedDeltas: cycle.kind === 'incremental' ? imported : 0,
    countImportedReferenceDeltas: 0,
    state: trouble !== null ? 'Failed' : failed > 0 ? 'EntryLevelErrors' : 'Succeeded',
    error: trouble === null ? { code: 'None', message: '', tenantActionable: false } : errorOf(trouble),
    timeBegan: instant(cycle.startedAt),
    timeEnded: cycle.endedAt === null ? null : instant(cycle.endedAt),
  }
}

function errorOf({ errorCode, reason, message }: QuarantineRecord): SynchronizationError {
  return { code: errorCode ?? reason, message, tenantActionable: true }
}

function quarantineOf(quarantine: QuarantineRecord): NonNullable<JobStatus['status']['quarantine']> {
  return {
    currentBegan: instant(quarantine.began),
    nextAttempt: instant(quarantine.nextAttempt),
    reason: quarantine.reason,
    seriesBegan: instant(quarantine.began),
    seriesCount: quarantine.attempts,
    error: errorOf(quarantine),
  }
}
