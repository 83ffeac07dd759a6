/** A name that a run gave to a resource: the run's part, and when that run began. */
export interface RunMark {
  /** `rh` and the instant in base 36: `rhmi1x2y3z`. */
  readonly run: string
  readonly startedAt: Date
}

/** The earliest possible time of a run: the first release is newer. */
const OLDEST = Date.UTC(2024, 0, 1)
const DAY = 86_400_000
// Other characters can surround a name.
const NAME = /(?<![0-9a-z])(rh[0-9a-z]{8})x[0-9a-z]{4}/gi

/**
 * Returns the run's part for a run that begins at an instant. It has ten characters until 2059. Two runs on one
 * target do not begin in the same millisecond.
 */
export const runNameAt = (instant: Date): string => `rh${instant.getTime().toString(36)}`

/** Returns one of a run's names: the run's part, x, and a number with at least four digits in base 36. */
export const numberedName = (runName: string, number: number): string =>
  `${runName}x${number.toString(36).padStart(4, '0')}`

/** Returns the names of a run one after another. They have the same length, so no name is the beginning of another. */
export function createNames(runName: string): () => string {
  let names = 0
  return () => {
    names += 1
    return numberedName(runName, names)
  }
}

/**
 * Finds the run's part in a name, such as `rhmi1x2y3zx0007@rehearsal.example`; undefined for a name that no run can
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

/** Returns whether a string is a run's part, as `--run` accepts it. */
export function isRunName(text: string, now: Date): boolean {
  return runMarkOf(`${text}x0000`, now)?.run === text
}
