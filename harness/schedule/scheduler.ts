import { eachConcurrently } from '../../mocks/transport/index.ts'

/** A named piece of work; exclusive work runs while nothing else does. */
export interface Task<Result> {
  readonly id: string
  readonly exclusive: boolean
  run(): Promise<Result>
}

/**
 * Runs tasks, up to `concurrency` at the same time and the exclusive ones alone at the end; each result is reported
 * as it arrives. Starts no task after it is aborted.
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
