/** A piece of work, named; exclusive work runs while nothing else does. */
export interface Task<Result> {
  readonly id: string
  readonly exclusive: boolean
  run(): Promise<Result>
}

/**
 * Runs tasks, up to `concurrency` at once and the exclusive ones alone at the end; each result is reported as it
 * arrives. Stops starting tasks when aborted.
 */
export async function schedule<Result>(
  tasks: readonly Task<Result>[],
  concurrency: number,
  signal: AbortSignal,
  onResult: (id: string, result: Result) => void,
): Promise<void> {
  const shared = tasks.filter(({ exclusive }) => !exclusive)[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (const task of shared) {
      if (signal.aborted) return
      onResult(task.id, await task.run())
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker))
  for (const task of tasks.filter(({ exclusive }) => exclusive)) {
    if (signal.aborted) return
    onResult(task.id, await task.run())
  }
}
