import { setTimeout as delay } from 'node:timers/promises'

/** Time as a job has it. */
export interface JobClock {
  now(): Date
  /** Comes back at an instant; at once where it has passed. Rejects with the signal's reason. */
  until(instant: Date, signal?: AbortSignal): Promise<void>
}

/** Wall time. */
export function realClock(): JobClock {
  return {
    now: () => new Date(),
    until: async (instant, signal) => {
      for (let left = instant.getTime() - Date.now(); left > 0; left = instant.getTime() - Date.now())
        await delay(Math.min(left, 2 ** 31 - 1), undefined, signal === undefined ? {} : { signal })
    },
  }
}

/** Time that passes only by waiting for it, and then at once: 28 days take what their requests take. */
export function virtualClock(start: Date): JobClock {
  let now = start.getTime()
  return {
    now: () => new Date(now),
    until: (instant, signal) => {
      signal?.throwIfAborted()
      now = Math.max(now, instant.getTime())
      return Promise.resolve()
    },
  }
}
