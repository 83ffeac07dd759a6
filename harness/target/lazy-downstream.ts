import type { RunEnvironment } from '../environment/environment.ts'
import type { Downstream } from './start-downstream.ts'

/**
 * A mock JumpCloud API that starts when it is first needed: most checks of a target that is not a bridge do not need
 * it.
 */
export interface LazyDownstream {
  /** Starts the API, once. */
  start(): Promise<Downstream>
  /** Stops the API if it was started. */
  close(): Promise<void>
}

/** Creates an API that is not started yet. */
export function lazyDownstream(environment: RunEnvironment): LazyDownstream {
  let raising: Promise<Downstream> | undefined
  const start = async (): Promise<Downstream> => {
    const { startDownstream } = await import('./start-downstream.ts')
    return await startDownstream(environment)
  }
  return {
    start: () => {
      raising ??= start()
      return raising
    },
    close: async () => (await raising)?.close(),
  }
}
