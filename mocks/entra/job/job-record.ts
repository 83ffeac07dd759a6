import type { QuarantineReason } from './quarantine.ts'

/** The counts of a cycle so far. */
export interface CycleCounts {
  readonly created: number
  readonly updated: number
  readonly disabled: number
  readonly deleted: number
  readonly unchanged: number
  readonly skipped: number
  readonly failed: number
  /** References (manager, members) that could not be sent. */
  readonly referencesFailed: number
}

/** Counts of a cycle without any work. */
export const NO_COUNTS: CycleCounts = {
  created: 0,
  updated: 0,
  disabled: 0,
  deleted: 0,
  unchanged: 0,
  skipped: 0,
  failed: 0,
  referencesFailed: 0,
}

/** One cycle, completed or running. */
export interface CycleRecord {
  readonly id: string
  readonly kind: 'initial' | 'incremental'
  readonly startedAt: number
  readonly endedAt: number | null
  readonly counts: CycleCounts
  /** The number of processed objects (absent in states of earlier versions). */
  readonly imported?: number
}

/** A current quarantine. */
export interface QuarantineRecord {
  readonly reason: QuarantineReason
  readonly began: number
  readonly nextAttempt: number
  /** The number of cycles in quarantine, including this one. */
  readonly attempts: number
  readonly message: string
  /** The code of the underlying error, if it differs from the reason. */
  readonly errorCode?: string
}

/** The stored record of a job. */
export interface JobRecord {
  readonly jobId: string
  /** Token of the tenant up to which changes are provisioned; null before an initial cycle has ended. */
  readonly watermark: number | null
  /** The position from which an interrupted initial cycle resumes: users before it are processed. */
  readonly position: number
  readonly cycles: number
  readonly lastCycle: CycleRecord | null
  readonly lastSuccess: CycleRecord | null
  /**
   * The last successful cycle that changed something on the server; this and the following members are absent in states
   * of earlier versions.
   */
  readonly lastSuccessWithExports?: CycleRecord | null
  /** The first and the last time at which everything in scope was provisioned. */
  readonly steadyStateFirstAt?: number | null
  readonly steadyStateLastAt?: number | null
  readonly quarantine: QuarantineRecord | null
  readonly isDisabled: boolean
  /** The time at which the next cycle begins. */
  readonly nextCycleAt: number
}

/** Creates the record of a job that has not run yet. */
export const newJobRecord = (jobId: string, now: Date): JobRecord => ({
  jobId,
  watermark: null,
  position: 0,
  cycles: 0,
  lastCycle: null,
  lastSuccess: null,
  quarantine: null,
  isDisabled: false,
  nextCycleAt: now.getTime(),
})
