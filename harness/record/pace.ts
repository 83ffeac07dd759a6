/** Creates a gate that passes `rate` callers a second, evenly spaced; without a rate, all at once. */
export function createPace(
  rate: number | undefined,
  monotonic: () => number,
  wait: (milliseconds: number) => Promise<void>,
): () => Promise<void> {
  if (rate === undefined) return async () => {}
  const interval = 1000 / rate
  let nextSlot = Number.NEGATIVE_INFINITY
  return async () => {
    const now = monotonic()
    const slot = Math.max(now, nextSlot)
    nextSlot = slot + interval
    if (slot > now) await wait(slot - now)
  }
}
