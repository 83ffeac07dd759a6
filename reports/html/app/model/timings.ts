/** One bar of a histogram: from `from` up to, not including, `to` milliseconds. */
export interface Bucket {
  readonly from: number
  readonly to: number
  readonly count: number
}

const STEPS = [1, 2, 5]

/** Counts durations in buckets whose sizes grow as 1, 2, 5, 10 …, from the first to the last that is not empty. */
export function histogramOf(times: readonly number[]): Bucket[] {
  const counts = new Map<number, number>()
  for (const time of times) {
    const place = bucketOf(time)
    counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  if (counts.size === 0) return []
  const first = Math.min(...counts.keys())
  const last = Math.max(...counts.keys())
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    from: first + index === 0 ? 0 : edge(first + index - 1),
    to: edge(first + index),
    count: counts.get(first + index) ?? 0,
  }))
}

/** Returns the upper edge of the bucket at an index: 1, 2, 5, 10, 20 … */
function edge(place: number): number {
  return (STEPS[place % 3] ?? 1) * 10 ** Math.floor(place / 3)
}

function bucketOf(time: number): number {
  let place = 0
  while (time >= edge(place)) place += 1
  return place
}

// More buckets would be too narrow to distinguish, and slow to fill.
const MAX_LANES = 64

/**
 * Assigns intervals to lanes so that no two in a lane overlap, as long as there are enough lanes. Returns the lane of
 * each interval.
 */
export function lanesOf(starts: readonly number[], times: readonly number[]): number[] {
  const order = starts.map((_, row) => row).sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0))
  const free: number[] = []
  const lanes: number[] = new Array(starts.length).fill(0)
  for (const row of order) {
    const start = starts[row] ?? 0
    const found = free.findIndex((end) => end <= start)
    const lane = found >= 0 ? found : free.length < MAX_LANES ? free.length : free.indexOf(Math.min(...free))
    free[lane] = start + (times[row] ?? 0)
    lanes[row] = lane
  }
  return lanes
}
