import type { BulkOperation } from './bulk-operation.ts'

/** The operations of a job in their order, each held back until what it refers to is there. What refers to what is settled once. */
export class BulkQueue {
  readonly #left: Set<number>
  readonly #operations: readonly BulkOperation[]
  /** How many bulkIds each operation still waits for. */
  readonly #open: number[]
  /** Positions of the operations that wait for a bulkId. */
  readonly #waiting = new Map<string, number[]>()

  /** `known` holds the bulkIds that the job creates; nobody waits for others. */
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

  /** Takes the first operation that waits for nothing; undefined where those that are left wait for each other. */
  takeReady(): BulkOperation | undefined {
    for (const position of this.#left) if (this.#open[position] === 0) return this.#take(position)
    return undefined
  }

  /** Takes every creation that is left: among them is a circle, where nothing is ready. */
  takeCreations(): BulkOperation[] {
    const positions = [...this.#left].filter((position) => this.#operations[position]?.method === 'POST')
    return positions.flatMap((position) => this.#take(position) ?? [])
  }

  /** Tells that the creation of a bulkId is over, well or not. */
  settle(bulkId: string): void {
    for (const position of this.#waiting.get(bulkId) ?? []) this.#open[position] = (this.#open[position] ?? 1) - 1
    this.#waiting.delete(bulkId)
  }

  #take(position: number): BulkOperation | undefined {
    this.#left.delete(position)
    return this.#operations[position]
  }
}
