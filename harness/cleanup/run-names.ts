/** A name that a run gave to a resource: the run's own part, and when that run began. */
export interface RunMark {
  /** `rh` and the instant in base 36: `rhmi1x2y3z`. */
  readonly run: string
  readonly startedAt: Date
}

/** The earliest possible time of a run: the first release is newer. */
const OLDEST = Date.UTC(2024, 0, 1)
const DAY = 86_400_000
// Names consist of the run's part, x, and a counter of at least four digits; other characters can surround them.
const NAME = /(?<![0-9a-z])(rh[0-9a-z]{8})x[0-9a-z]{4}/gi

/**
 * Finds the part of a run in a name, such as `rhmi1x2y3zx0007@rehearsal.example`; undefined for a name that no run can
 * have created.
 */
export function runMarkOf(name: unknown, now: Date): RunMark | undefined {
  if (typeof name !== 'string') return undefined
  for (const [, found = ''] of name.matchAll(NAME)) {
    const run = found.toLowerCase()
    const instant = Number.parseInt(run.slice(2), 36)
    if (instant >= OLDEST && instant <= now.getTime() + DAY) return { run, startedAt: new Date(instant) }
  }
  return undefined
}

/** Tells whether a string is the part of a run, as `--run` accepts it. */
export function isRunName(text: string, now: Date): boolean {
  return runMarkOf(`${text}x0000`, now)?.run === text
}
