/** Ids by a key. A key with a single id, the common case, needs no set. */
export class IdIndex {
  readonly #ids = new Map<string, string | Set<string>>()

  add(key: string, id: string): void {
    const held = this.#ids.get(key)
    if (held === undefined) this.#ids.set(key, id)
    else if (held instanceof Set) held.add(id)
    else if (held !== id) this.#ids.set(key, new Set([held, id]))
  }

  remove(key: string, id: string): void {
    const held = this.#ids.get(key)
    if (held === id) this.#ids.delete(key)
    else if (held instanceof Set && held.delete(id) && held.size === 0) this.#ids.delete(key)
  }

  /** Returns the ids in the order in which they were added. */
  idsOf(key: string): Iterable<string> {
    const held = this.#ids.get(key)
    return held === undefined ? [] : held instanceof Set ? held : [held]
  }
}
