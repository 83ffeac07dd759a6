import type { JobRecord } from './job-record.ts'
import type { JobState } from './job-state.ts'

/** The job as Graph shows it (`synchronizationJob` with `status`), as far as a mock knows it. */
export interface JobStatus {
  readonly id: string
  readonly templateId: 'customappsso'
  readonly schedule: { readonly expiration: null; readonly interval: string; readonly state: 'Active' | 'Disabled' }
  readonly status: {
    readonly code: 'Active' | 'Quarantine' | 'Paused' | 'NotRun'
    readonly countSuccessiveCompleteFailures: number
    readonly escrowsPruned: false
    readonly lastExecution: Execution | null
    readonly lastSuccessfulExecution: Execution | null
    readonly quarantine: {
      readonly currentBegan: string
      readonly nextAttempt: string
      readonly reason: string
      readonly seriesBegan: string
      readonly seriesCount: number
      readonly error: { readonly code: string; readonly message: string }
    } | null
    readonly synchronizedEntryCountByType: readonly { readonly key: string; readonly value: number }[]
  }
}

interface Execution {
  readonly activityIdentifier: string
  readonly countEntitled: number
  readonly countEscrowed: number
  readonly countExported: number
  readonly state: 'Succeeded' | 'Failed' | 'EntryLevelErrors'
  readonly timeBegan: string
  readonly timeEnded: string | null
}

/** Words the job's record as Graph's `synchronizationJob` does. */
export function statusOf(record: JobRecord, state: JobState, interval: number): JobStatus {
  const { quarantine, lastCycle, lastSuccess, isDisabled } = record
  const instant = (at: number): string => new Date(at).toISOString()
  const execution = (cycle: JobRecord['lastCycle'], hasFailed: boolean): Execution | null => {
    if (cycle === null) return null
    const { created, updated, disabled, deleted, unchanged, failed, referencesFailed } = cycle.counts
    return {
      activityIdentifier: cycle.id,
      countEntitled: created + updated + unchanged + failed,
      countEscrowed: failed + referencesFailed,
      countExported: created + updated + disabled + deleted,
      state: hasFailed ? 'Failed' : failed > 0 ? 'EntryLevelErrors' : 'Succeeded',
      timeBegan: instant(cycle.startedAt),
      timeEnded: cycle.endedAt === null ? null : instant(cycle.endedAt),
    }
  }
  return {
    id: record.jobId,
    templateId: 'customappsso',
    schedule: { expiration: null, interval: `PT${interval / 60_000}M`, state: isDisabled ? 'Disabled' : 'Active' },
    status: {
      code: isDisabled ? 'Paused' : quarantine !== null ? 'Quarantine' : lastCycle === null ? 'NotRun' : 'Active',
      countSuccessiveCompleteFailures: quarantine?.attempts ?? 0,
      escrowsPruned: false,
      lastExecution: execution(lastCycle, quarantine !== null),
      lastSuccessfulExecution: execution(lastSuccess, false),
      quarantine:
        quarantine === null
          ? null
          : {
              currentBegan: instant(quarantine.began),
              nextAttempt: instant(quarantine.nextAttempt),
              reason: quarantine.reason,
              seriesBegan: instant(quarantine.began),
              seriesCount: quarantine.attempts,
              error: { code: quarantine.reason, message: quarantine.message },
            },
      synchronizedEntryCountByType: [{ key: 'User and Group', value: state.linkCount() }],
    },
  }
}
