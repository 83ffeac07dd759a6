import type { TrafficRow } from '../../format/page-format.ts'
import type { LiveStream } from './live-stream.ts'

/** The exchanges that the server still stores, in the order of the sequence. */
export interface TrafficStore {
  /**
   * The exchanges in order; a call of the target to JumpCloud follows the exchange during which it was made. Each
   * change creates a new list.
   */
  readonly rows: readonly TrafficRow[]
  /** Calls back after changes, at most a few times per second. Returns a function that ends this. */
  subscribe(listener: () => void): () => void
}

/** Creates a store that follows the stream. */
export function createTrafficStore(live: LiveStream): TrafficStore {
  const byNumber = new Map<number, TrafficRow>()
  const listeners = new Set<() => void>()
  let epoch = ''
  let rows: readonly TrafficRow[] = []
  let isScheduled = false
  const changed = (): void => {
    if (isScheduled) return
    isScheduled = true
    setTimeout(() => {
      isScheduled = false
      rows = inSequence([...byNumber.values()])
      for (const listener of listeners) listener()
    }, GATHERED)
  }
  const forget = (first: number): void => {
    for (const number of byNumber.keys()) if (number < first) byNumber.delete(number)
    changed()
  }
  live.onEvent((event) => {
    if (event.type === 'hello') {
      if (event.epoch !== epoch) byNumber.clear()
      epoch = event.epoch
      forget(event.first)
    }
    if (event.type === 'cleared') forget(event.first)
    if (event.type !== 'exchange') return
    byNumber.set(event.row.number, event.row)
    if (byNumber.size > MAX_ROWS) {
      const [oldest] = byNumber.keys()
      if (oldest !== undefined) byNumber.delete(oldest)
    }
    changed()
  })
  return {
    get rows() {
      return rows
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

/** The time in milliseconds in which changes are combined. */
const GATHERED = 80
const MAX_ROWS = 10_000

/** Sorts each call to JumpCloud behind the exchange during which it was made. */
function inSequence(rows: readonly TrafficRow[]): TrafficRow[] {
  const calls = Map.groupBy(
    rows.filter(({ during }) => during !== undefined),
    ({ during }) => during,
  )
  const known = new Set(rows.map(({ id }) => id))
  return rows
    .filter(({ during }) => during === undefined || !known.has(during))
    .sort((a, b) => a.number - b.number)
    .flatMap((row) => [row, ...(calls.get(row.id) ?? []).sort((a, b) => a.number - b.number)])
}
