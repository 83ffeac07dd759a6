/**
 * Creates a gate that passes `rate` callers per second, evenly spaced; without a rate, all at once. A caller waits at
 * most until its signal is aborted.
 */
export function createPace(
  rate: number | undefined,
  monotonic: () => number,
  wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>,
): (signal?: AbortSignal) => Promise<void> {
  if (rate === undefined) return async () => {}
  const interval = 1000 / rate
  let nextSlot = Number.NEGATIVE_INFINITY
  return async (signal) => {
    const now = monotonic()
    const slot = Math.max(now, nextSlot)
    nextSlot = slot + interval
    if (slot > now) await wait(slot - now, signal)
  }
}
