/** The clock of the façade: it runs or is fixed, and can be advanced. */
export interface GraphClock {
  now(): Date
  /** Returns monotonic milliseconds, which measure the duration of requests even if the time is fixed. */
  monotonic(): number
  /** Moves time forward. */
  skip(milliseconds: number): void
  /** The total time by which the clock was advanced. */
  readonly skipped: number
}

/** Creates a clock over `base` (default: the wall clock), advanced by `skipped`. */
export function graphClock(base: () => Date = () => new Date(), skipped = 0): GraphClock {
  let offset = skipped
  return {
    now: () => new Date(base().getTime() + offset),
    monotonic: () => performance.now(),
    skip: (milliseconds) => {
      offset += Math.max(0, milliseconds)
    },
    get skipped() {
      return offset
    },
  }
}

const UNITS = { Y: 365 * 86_400_000, W: 7 * 86_400_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 } as const

/**
 * Reads an ISO 8601 duration without months, such as `PT40M` or `P1DT2H`, in milliseconds; undefined if it is not
 * valid.
 */
export function readDuration(text: string): number | undefined {
  const match =
    /^P(?:(\d{1,6})Y)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,3})?)S)?)?$/.exec(
      text,
    )
  if (match === null || /^P$|T$/.test(text)) return undefined
  const [, years, weeks, days, , hours, minutes, seconds] = match
  const parts = [
    [years, UNITS.Y],
    [weeks, UNITS.W],
    [days, UNITS.D],
    [hours, UNITS.H],
    [minutes, UNITS.M],
    [seconds, UNITS.S],
  ] as const
  return parts.reduce((sum, [count = '0', unit]) => sum + Number(count) * unit, 0)
}
