import { setTimeout as delay } from 'node:timers/promises'

/** The clock of a load test: monotonic, in milliseconds. */
export interface LoadClock {
  now(): number
  /** Resolves after the time, or at once if the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}

/** The monotonic clock of this machine. */
export const realLoadClock: LoadClock = {
  now: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    if (signal.aborted) return
    await delay(milliseconds, undefined, { signal }).catch(() => {})
  },
}
