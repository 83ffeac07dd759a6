import type { KeptExchange } from '../../page-format.ts'
import type { ExchangeReader } from './exchange-reader.ts'
import { type ExchangeTable, wordsOf } from './exchange-table.ts'

/** The progress of a search in bodies. */
export interface BodySearch {
  /** Ids of the exchanges found so far. */
  readonly ids: ReadonlySet<string>
  readonly searched: number
  readonly blocks: number
}

/**
 * Finds the exchanges whose row and bodies together contain all words, block by block, until all are searched or the
 * signal aborts.
 */
export async function searchBodies(
  { table, reader, words }: { readonly table: ExchangeTable; readonly reader: ExchangeReader; readonly words: string },
  onProgress: (search: BodySearch) => void,
  signal: AbortSignal,
): Promise<void> {
  const wanted = wordsOf(words)
  const ids = new Set<string>()
  onProgress({ ids, searched: 0, blocks: reader.blocks })
  for (let block = 0; block < reader.blocks; block += 1) {
    const exchanges = await reader.readBlock(block)
    if (signal.aborted) return
    for (const exchange of exchanges) if (hasWords(exchange, table, wanted)) ids.add(exchange.id)
    onProgress({ ids: new Set(ids), searched: block + 1, blocks: reader.blocks })
  }
}

function hasWords({ id, request, response }: KeptExchange, table: ExchangeTable, wanted: readonly string[]): boolean {
  const text = `${table.textOf(id)}\n${request.body ?? ''}\n${response.body}`.toLowerCase()
  return wanted.every((word) => text.includes(word))
}
