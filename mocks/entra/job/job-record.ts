import type { QuarantineReason } from './quarantine.ts'

/** What a cycle has done so far. */
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

/** No work yet. */
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

/** One cycle, done or under way. */
export interface CycleRecord {
  readonly id: string
  readonly kind: 'initial' | 'incremental'
  readonly startedAt: number
  readonly endedAt: number | null
  readonly counts: CycleCounts
  /** Objects that were looked at (absent in states of earlier versions). */
  readonly imported?: number
}

/** A quarantine that holds. */
export interface QuarantineRecord {
  readonly reason: QuarantineReason
  readonly began: number
  readonly nextAttempt: number
  /** Cycles in quarantine, this one included. */
  readonly attempts: number
  readonly message: string
  /** The code of the error behind it, where it is not the reason itself. */
  readonly errorCode?: string
}

/** What a job keeps of itself as a whole. */
export interface JobRecord {
  readonly jobId: string
  /** Token of the tenant up to which changes are provisioned; null before an initial cycle has ended. */
  readonly watermark: number | null
  /** Where an initial cycle that was cut goes on: users before it are done. */
  readonly position: number
  readonly cycles: number
  readonly lastCycle: CycleRecord | null
  readonly lastSuccess: CycleRecord | null
  /** The last success that changed something on the server; this and what follows is absent in states of earlier versions. */
  readonly lastSuccessWithExports?: CycleRecord | null
  /** When everything in scope was provisioned, for the first time and the last. */
  readonly steadyStateFirstAt?: number | null
  readonly steadyStateLastAt?: number | null
  readonly quarantine: QuarantineRecord | null
  readonly isDisabled: boolean
  /** When the next cycle begins. */
  readonly nextCycleAt: number
}
