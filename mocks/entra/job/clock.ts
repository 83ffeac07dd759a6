import { setTimeout as delay } from 'node:timers/promises'

/** The clock of a job. */
export interface JobClock {
  now(): Date
  /** Returns monotonic milliseconds, which measure the duration of requests even if `now` is virtual. */
  monotonic(): number
  /** Resolves at a given time; at once if it has passed. Rejects with the signal's reason. */
  until(instant: Date, signal?: AbortSignal): Promise<void>
}

/** Creates a clock with the real time. */
export function realClock(): JobClock {
  return {
    now: () => new Date(),
    monotonic: () => performance.now(),
    until: async (instant, signal) => {
      for (let left = instant.getTime() - Date.now(); left > 0; left = instant.getTime() - Date.now())
        await delay(Math.min(left, 2 ** 31 - 1), undefined, signal === undefined ? {} : { signal })
    },
  }
}

/**
 * Creates a clock that advances only when a job waits for it, without delay: 28 days take only as long as their
 * requests.
 */
export function virtualClock(start: Date): JobClock {
  let now = start.getTime()
  return {
    now: () => new Date(now),
    monotonic: () => performance.now(),
    until: (instant, signal) => {
      signal?.throwIfAborted()
      now = Math.max(now, instant.getTime())
      return Promise.resolve()
    },
  }
}
