import type { Exchange } from '../model/index.ts'
import type { KeptExchange } from './page-format.ts'
import { pagePart } from './page-part.ts'

// A block is large enough to compress well, and small enough to be read at a click.
const BLOCK_CHARACTERS = 400_000
const MAX_BODY = 20_000
// The approximate size of an exchange without its bodies.
const OTHERS = 800

/** Packs whole exchanges into parts of the page, as long as there is space. */
export interface BlockPacker {
  /** Adds an exchange. Returns false if there is no space left. */
  add(exchange: Exchange): boolean
  /** Closes the current block. */
  flush(): void
  /** The finished parts. */
  readonly parts: readonly string[]
  /** The number of characters of the finished parts. */
  readonly size: number
  /** The maximum number of characters of all parts. */
  limit: number
}

/** Creates a packer that calls `place` with the block of each exchange. */
export function createBlockPacker(limit: number, place: (id: string, block: number) => void): BlockPacker {
  const parts: string[] = []
  let block: KeptExchange[] = []
  let characters = 0
  let isFull = false
  const packer: BlockPacker & { size: number } = {
    parts,
    size: 0,
    limit,
    add: (exchange) => {
      if (isFull) return false
      const kept = keep(exchange)
      block.push(kept)
      characters += (kept.request.body?.length ?? 0) + kept.response.body.length + OTHERS
      if (characters >= BLOCK_CHARACTERS) packer.flush()
      return !isFull
    },
    flush: () => {
      if (block.length === 0) return
      const part = pagePart(`block-${parts.length}`, block)
      isFull = packer.size + part.length > packer.limit
      if (!isFull) {
        for (const { id } of block) place(id, parts.length)
        parts.push(part)
        packer.size += part.length
      }
      block = []
      characters = 0
    },
  }
  return packer
}

function keep(exchange: Exchange): KeptExchange {
  const { request, response } = exchange
  const body = request.body ?? ''
  if (body.length <= MAX_BODY && response.body.length <= MAX_BODY) return exchange
  // A body that the tape has cut was longer.
  const whole = {
    request: exchange.cut?.request ?? body.length,
    response: exchange.cut?.response ?? response.body.length,
  }
  return {
    ...exchange,
    request: { ...request, ...(request.body === undefined ? {} : { body: body.slice(0, MAX_BODY) }) },
    response: { ...response, body: response.body.slice(0, MAX_BODY) },
    cut: {
      ...(body.length > MAX_BODY ? { request: whole.request } : {}),
      ...(response.body.length > MAX_BODY ? { response: whole.response } : {}),
    },
  }
}
