import type { Changed, LiveEvent } from '../format/page-format.ts'

/** Tells the open pages that something has changed. Many changes of one kind in a short time are one event. */
export class ChangeHub {
  readonly #listeners = new Set<(event: LiveEvent) => void>()
  readonly #waiting = new Map<Changed, NodeJS.Timeout>()

  /** Reports a change; it reaches the pages after a moment, with all that changed meanwhile. */
  changed(what: Changed): void {
    if (this.#waiting.has(what)) return
    const timer = setTimeout(() => {
      this.#waiting.delete(what)
      this.tell({ type: 'change', what })
    }, GATHERED)
    this.#waiting.set(what, timer.unref())
  }

  /** Sends an event to the pages at once. */
  tell(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** Calls back with each event. Returns a function that ends this. */
  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  close(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer)
    this.#listeners.clear()
  }
}

/** Milliseconds. */
const GATHERED = 60
