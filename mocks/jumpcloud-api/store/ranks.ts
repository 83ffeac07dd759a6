/** Ids of one block at most when the ranks are counted. */
export const RANK_BLOCK = 1024

interface Block {
  /** The least id of the block. */
  first: string
  users: number
}

/**
 * Where the n-th record stands in the order of ids: counts of blocks of ids, so that page 9 000 of a list is found as fast as page 2. Ids
 * grow, hence new ones come to the last block.
 */
export class Ranks {
  readonly #blocks: Block[]
  #greatest: string

  /** Takes the first id of each block of RANK_BLOCK ids in order, the number of all, and the greatest. */
  constructor(firsts: readonly string[], users: number, greatest: string) {
    this.#greatest = greatest
    this.#blocks = firsts.map((first, index) => ({ first, users: Math.min(RANK_BLOCK, users - index * RANK_BLOCK) }))
  }

  /** Counts a new id in. */
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

  /** Counts an id out. */
  remove(id: string): void {
    const block = this.#blockOf(id)
    if (block !== undefined) block.users -= 1
  }

  /** From which id on, and how many after it, the record stands that has `skip` before it. */
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

  /** The last block that begins at or before an id; the first block where none does. */
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
