import type { JsonObject } from '../../../protocol/index.ts'
import type { GraphStore, ListName } from '../state/graph-store.ts'

/** The maximum number of entries in memory; the file has all of them. */
const CAPACITY = 100_000

/** A log that Graph returns: entries are added, read, and never changed. */
export class EntryLog {
  readonly #store: GraphStore
  readonly #list: ListName
  #entries: JsonObject[]

  constructor(store: GraphStore, list: ListName) {
    this.#store = store
    this.#list = list
    this.#entries = [...store.entries(list, CAPACITY)]
  }

  add(entry: JsonObject): void {
    this.#store.append(this.#list, entry)
    this.#entries.push(entry)
    if (this.#entries.length > 2 * CAPACITY) this.#entries = this.#entries.slice(-CAPACITY)
  }

  find(id: string): JsonObject | undefined {
    return this.#entries.findLast((entry) => entry['id'] === id)
  }

  /** Iterates the entries, the last one first. */
  *latest(): Iterable<JsonObject> {
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const entry = this.#entries[index]
      if (entry !== undefined) yield entry
    }
  }
}
