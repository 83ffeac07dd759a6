/** What a rehearsal takes from the machine: clocks, waiting and a name that no earlier run had. */
export interface RunEnvironment {
  /** The present instant. */
  readonly now: () => Date
  /** Milliseconds on a monotonic clock. */
  readonly monotonic: () => number
  readonly wait: (milliseconds: number) => Promise<void>
  /** Lower-case letters and digits that distinguish this run's resources from those of others. */
  readonly runName: string
}

/** The real machine. */
export function realEnvironment(): RunEnvironment {
  const now = (): Date => new Date()
  return {
    now,
    monotonic: () => performance.now(),
    wait: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds)),
    // Milliseconds in base 36 last until 2059 in eight characters; two runs do not start in one millisecond on one target.
    runName: `rh${now().getTime().toString(36)}`,
  }
}
