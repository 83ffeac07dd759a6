/** The maximum number of ids per block when the ranks are counted. */
export const RANK_BLOCK = 1024

interface Block {
  /** The smallest id of the block. */
  first: string
  users: number
}

/**
 * Finds the n-th record in the order of ids. It counts the ids in blocks, so that page 9 000 of a list is found as fast
 * as page 2. New ids are the greatest, so they are added to the last block.
 */
export class Ranks {
  readonly #blocks: Block[]
  #greatest: string

  /**
   * Creates the ranks from the first id of each block of RANK_BLOCK ids in order, the total number, and the greatest
   * id.
   */
  constructor(firsts: readonly string[], users: number, greatest: string) {
    this.#greatest = greatest
    this.#blocks = firsts.map((first, index) => ({ first, users: Math.min(RANK_BLOCK, users - index * RANK_BLOCK) }))
  }

  /** Adds a new id to the counts. */
  add(id: string): void {
    const block = this.#blockOf(id)
    if (block === undefined || (id > this.#greatest && block.users >= RANK_BLOCK)) {
      this.#blocks.push({ first: id, users: 1 })
    } else {
      block.users += 1
      if (id < block.first) block.first = id
    }
    if (id > this.#greatest) this.#greatest = id
  }

  /** Removes an id from the counts. */
  remove(id: string): void {
    const block = this.#blockOf(id)
    if (block !== undefined) block.users -= 1
  }

  /** Returns the id from which to start, and the offset from it, of the record after `skip` others. */
  seek(skip: number): { readonly from: string; readonly offset: number } {
    let before = 0
    let from = ''
    for (const { first, users } of this.#blocks) {
      from = first
      if (before + users > skip) break
      before += users
    }
    return { from, offset: skip - before }
  }

  /** Returns the last block that begins at or before an id; the first block if there is none. */
  #blockOf(id: string): Block | undefined {
    let [low, high] = [0, this.#blocks.length - 1]
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#blocks[middle]?.first ?? '') <= id) low = middle
      else high = middle - 1
    }
    return this.#blocks[low]
  }
}
