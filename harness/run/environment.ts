/** The environment of a run: clocks, waiting and a unique name. */
export interface RunEnvironment {
  /** Returns the current time. */
  readonly now: () => Date
  /** Returns milliseconds on a monotonic clock. */
  readonly monotonic: () => number
  readonly wait: (milliseconds: number) => Promise<void>
  /** Lower-case letters and digits that distinguish this run's resources from those of others. */
  readonly runName: string
}

/** Returns the environment of the real machine. */
export function realEnvironment(): RunEnvironment {
  const now = (): Date => new Date()
  return {
    now,
    monotonic: () => performance.now(),
    wait: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds)),
    // Milliseconds in base 36 have eight characters until 2059; two runs do not start in the same millisecond on one
    // target.
    runName: `rh${now().getTime().toString(36)}`,
  }
}
