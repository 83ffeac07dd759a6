import { type Cleaning, removeOwned } from './cleanup.ts'

/** Removes the resources of checks that have ended, while other checks run. */
export interface Sweeper {
  /** Begins to remove the resources that a cause owns. */
  sweep(cause: string): void
  /** Resolves when every such resource is removed, or could not be removed. */
  finished(): Promise<void>
}

/** Creates a sweeper that sends up to `concurrency` requests at once. */
export function createSweeper({ ownership, cleaner }: Cleaning, concurrency: number): Sweeper {
  const waiting: string[] = []
  const lanes = new Set<Promise<void>>()
  const failures: unknown[] = []
  const lane = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift())
      await removeOwned([path], cleaner, ownership)
  }
  return {
    sweep: (cause) => {
      waiting.push(...ownership.ownedBy(cause))
      while (waiting.length > 0 && lanes.size < concurrency) {
        const running: Promise<void> = lane()
          .catch((error: unknown) => void failures.push(error))
          .finally(() => lanes.delete(running))
        lanes.add(running)
      }
    },
    finished: async () => {
      while (lanes.size > 0) await Promise.all(lanes)
      if (failures.length > 0) throw failures[0]
    },
  }
}
