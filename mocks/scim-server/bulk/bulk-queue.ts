import type { BulkOperation } from './bulk-operation.ts'

/**
 * The operations of a job in order, each delayed until the resources to which it refers exist. The references are
 * determined once.
 */
export class BulkQueue {
  readonly #left: Set<number>
  readonly #operations: readonly BulkOperation[]
  /** The number of bulkIds for which each operation still waits. */
  readonly #open: number[]
  /** Positions of the operations that wait for a bulkId. */
  readonly #waiting = new Map<string, number[]>()

  /**
   * Creates the queue; `known` contains the bulkIds that the job creates, and references to others are not waited for.
   */
  constructor(operations: readonly BulkOperation[], known: ReadonlySet<string>) {
    this.#operations = operations
    this.#left = new Set(operations.keys())
    this.#open = operations.map(({ references }, position) => {
      const own = [...new Set(references)].filter((id) => known.has(id))
      for (const id of own) this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), position])
      return own.length
    })
  }

  get isEmpty(): boolean {
    return this.#left.size === 0
  }

  /**
   * Removes and returns the first operation that waits for nothing; undefined if the remaining ones wait for each
   * other.
   */
  takeReady(): BulkOperation | undefined {
    for (const position of this.#left) if (this.#open[position] === 0) return this.#take(position)
    return undefined
  }

  /** Removes and returns all remaining creates: if nothing is ready, they contain a cycle. */
  takeCreations(): BulkOperation[] {
    const positions = [...this.#left].filter((position) => this.#operations[position]?.method === 'POST')
    return positions.flatMap((position) => this.#take(position) ?? [])
  }

  /** Records that the creation of a bulkId has ended, successfully or not. */
  release(bulkId: string): void {
    for (const position of this.#waiting.get(bulkId) ?? []) this.#open[position] = (this.#open[position] ?? 1) - 1
    this.#waiting.delete(bulkId)
  }

  #take(position: number): BulkOperation | undefined {
    this.#left.delete(position)
    return this.#operations[position]
  }
}
