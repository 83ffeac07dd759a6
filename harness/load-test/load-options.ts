import type { Dialect, SourceUser, SynchronizationSchema } from '../../mocks/entra/index.ts'
import type { Transport } from '../../mocks/transport/index.ts'
import type { LoadInterval, LoadModel, LoadStage } from '../../reports/index.ts'
import type { LoadClock } from './load-clock.ts'
import type { Threshold } from './thresholds.ts'

/** A part of a load test that one process of several runs. */
export interface LoadShard {
  /** The number of the shard, from 1. */
  readonly index: number
  readonly count: number
}

/** The settings of a load test. */
export interface LoadOptions {
  readonly model: LoadModel
  readonly baseUrl: string
  readonly dialect: Dialect
  readonly authorization: () => Promise<Readonly<Record<string, string>>>
  readonly transport: Transport
  readonly schema: SynchronizationSchema
  /** Levels over time: requests per second, or lanes in a closed model without a rate. */
  readonly stages: readonly LoadStage[]
  /** True if the levels are requests per second. */
  readonly isPaced: boolean
  /** The number of concurrent clients: in the closed model with a rate, in the model `entra`, and while cleaning up. */
  readonly lanes: number
  /** The maximum number of requests. */
  readonly maxRequests: number
  /** The maximum number of users in progress in the open model. */
  readonly maxInFlight: number
  /** The number of users of the model `entra`. */
  readonly users: number
  readonly groups: number
  readonly cycles: number
  /** The milliseconds between two cycles of the model `entra`, in place of Entra's 40 minutes. */
  readonly pauseMs: number
  readonly seed: number
  readonly shard: LoadShard
  /** The maximum time in milliseconds that requests under way have after the end of the test. */
  readonly graceMs: number
  readonly clock: LoadClock
  readonly startedAt: Date
  /** Returns the user with an index, in place of a synthetic one. */
  readonly personAt?: (index: number) => SourceUser
  readonly thresholds: readonly Threshold[]
  /** The maximum number of requests per second that this machine can send. */
  readonly ceiling?: number
  readonly onInterval?: (interval: LoadInterval) => void
  /** Ends the test early; the result contains the measurements so far. */
  readonly signal: AbortSignal
}
