import { AssertionError } from 'chai'
import type { RunEnvironment } from './environment.ts'

const PAUSE = 20
/** The number of misses after which the limit is lowered. */
const MAX_MISSES = 6
/** The factor by which a wait may exceed the latest arrival so far. */
const MARGIN = 4
const MIN_LIMIT = 100

/** Waits for late effects, up to a limit. */
export interface Waiter {
  /** True if the limit is 0, so that there is no waiting. */
  readonly isOff: boolean
  /** Repeats `look` until `isSeen` or the limit; returns the last value. */
  until<Value>(look: () => Promise<Value> | Value, isSeen: (value: Value) => boolean): Promise<Value>
  /** Repeats an attempt until it throws no AssertionError, or until the limit; then throws the last error. */
  eventually<Value>(attempt: () => Promise<Value>): Promise<Value>
}

/**
 * Creates a waiter with a limit in milliseconds; 0 looks once. To avoid waiting in full for every lost change, after
 * a few misses the limit becomes four times the latest arrival that was seen, at least 100 ms. An aborted signal ends
 * the waiting.
 */
export function createWaiter(limit: number, environment: RunEnvironment, signal?: AbortSignal): Waiter {
  let misses = 0
  let latest = 0
  const limitNow = (): number => (misses < MAX_MISSES ? limit : Math.min(limit, Math.max(MIN_LIMIT, latest * MARGIN)))

  const wait = async <Value>(attempt: () => Promise<{ readonly value: Value; readonly isOver: boolean }>) => {
    const began = environment.monotonic()
    const deadline = began + limitNow()
    for (;;) {
      const { value, isOver } = await attempt()
      const now = signal?.aborted === true ? Number.POSITIVE_INFINITY : environment.monotonic()
      if (isOver) latest = Math.max(latest, environment.monotonic() - began)
      else if (now >= deadline) misses += 1
      if (isOver || now >= deadline) return value
      await environment.wait(PAUSE, signal)
    }
  }

  return {
    isOff: limit === 0,
    until: (look, isSeen) =>
      wait(async () => {
        const value = await look()
        return { value, isOver: isSeen(value) }
      }),
    eventually: async (attempt) => {
      const settled = await wait(async () => {
        const [value] = await Promise.allSettled([attempt()])
        const isViolated = value.status === 'rejected' && value.reason instanceof AssertionError
        return { value, isOver: !isViolated }
      })
      if (settled.status === 'rejected') throw settled.reason
      return settled.value
    },
  }
}
