import { eachConcurrently } from '../../mocks/transport/index.ts'

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
  const run = async (task: Task<Result>): Promise<void> => {
    if (!signal.aborted) onResult(task.id, await task.run())
  }
  const { shared = [], alone = [] } = Object.groupBy(tasks, ({ exclusive }) => (exclusive ? 'alone' : 'shared'))
  await eachConcurrently(shared, concurrency, run)
  await eachConcurrently(alone, 1, run)
}
