import { setTimeout as delay } from 'node:timers/promises'
import { runNameAt } from './run-names.ts'

/** The environment of a run: clocks, waiting and a unique name. */
export interface RunEnvironment {
  /** Returns the current time. */
  readonly now: () => Date
  /** Returns milliseconds on a monotonic clock. */
  readonly monotonic: () => number
  /** Resolves after a time, or as soon as the signal is aborted. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /** Lower-case letters and digits that distinguish this run's resources from those of others. */
  readonly runName: string
}

/** A longer time makes a timer of Node fire at once. */
const LONGEST_WAIT = 2 ** 31 - 1

/** Returns the environment of the real machine. */
export function realEnvironment(): RunEnvironment {
  const now = (): Date => new Date()
  return {
    now,
    monotonic: () => performance.now(),
    wait: (milliseconds, signal) =>
      delay(Math.min(milliseconds, LONGEST_WAIT), undefined, signal === undefined ? {} : { signal }).catch(() => {}),
    runName: runNameAt(now()),
  }
}
