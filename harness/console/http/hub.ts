import type { Changed, LiveEvent } from '../format/page-format.ts'

/** Notifies the open pages of changes. Several changes of one kind in a short time are one event. */
export class ChangeHub {
  readonly #listeners = new Set<(event: LiveEvent) => void>()
  readonly #waiting = new Map<Changed, NodeJS.Timeout>()

  /** Reports a change; the pages get it after a moment, with all other changes until then. */
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

/** The time in milliseconds in which changes are combined. */
const GATHERED = 60
