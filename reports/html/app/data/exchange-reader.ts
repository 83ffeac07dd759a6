import type { KeptExchange } from '../../page-format.ts'
import type { ExchangeTable } from './exchange-table.ts'
import { readPart } from './read-part.ts'

const KEPT_BLOCKS = 20

/** Reads whole exchanges from the page, one block at a time. */
export interface ExchangeReader {
  /** Returns the exchange with this id; undefined if only the tape has it. */
  read(id: string): Promise<KeptExchange | undefined>
  /** The number of blocks of exchanges in the page. */
  readonly blocks: number
  /** Returns the exchanges of one block. */
  readBlock(block: number): Promise<readonly KeptExchange[]>
}

/** Creates a reader that caches the latest blocks. */
export function createExchangeReader(table: ExchangeTable): ExchangeReader {
  const blocks = new Map<number, Promise<Map<string, KeptExchange>>>()
  const load = async (block: number): Promise<Map<string, KeptExchange>> => {
    const exchanges = (await readPart<readonly KeptExchange[]>(`block-${block}`)) ?? []
    return new Map(exchanges.map((exchange) => [exchange.id, exchange]))
  }
  return {
    blocks: table.index.blocks.reduce((most, block) => Math.max(most, block + 1), 0),
    // The block is not cached: a search reads all of them.
    readBlock: async (block) => [...(await (blocks.get(block) ?? load(block))).values()],
    read: async (id) => {
      const { block = -1 } = table.find(id) ?? {}
      if (block < 0) return undefined
      const loaded = blocks.get(block) ?? load(block)
      blocks.delete(block)
      blocks.set(block, loaded)
      const [oldest] = blocks.keys()
      if (blocks.size > KEPT_BLOCKS && oldest !== undefined) blocks.delete(oldest)
      return (await loaded).get(id)
    },
  }
}
