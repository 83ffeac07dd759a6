import { readableUrl } from '../../../page/model/index.ts'
import type { ExchangeIndex } from '../../page-format.ts'

/** One row of the table of exchanges. */
export interface ExchangeRow {
  readonly row: number
  readonly id: string
  readonly method: string
  /** Path and query, percent-decoded for a reader. */
  readonly path: string
  /** 0 if there was no response. */
  readonly status: number
  /** Milliseconds since the first exchange. */
  readonly start: number
  /** Milliseconds. */
  readonly time: number
  /** The check or story that sent it. */
  readonly cause: string
  readonly block: number
  readonly error: string | undefined
}

/** The exchanges of a run as a table that can be searched at once. */
export interface ExchangeTable {
  /** The number of rows; `total` is the number of exchanges on the tape. */
  readonly size: number
  readonly total: number
  readonly index: ExchangeIndex
  at(row: number): ExchangeRow
  /** Returns the row of an exchange; undefined if the table does not have it. */
  find(id: string): ExchangeRow | undefined
  /**
   * Returns the searchable string of an exchange without its bodies, in lower case; empty if the table does not have
   * the exchange.
   */
  textOf(id: string): string
  /** Returns the rows that satisfy the filter, in order. */
  filter(filter: ExchangeFilter): Uint32Array
}

/** The filter of the table. A row must satisfy every member that is present. */
interface ExchangeFilter {
  /** Words, each of which must occur in the id, method, path, status or cause; letter case is ignored. */
  readonly words?: string
  readonly method?: string
  readonly status?: StatusClass
  readonly cause?: string
  /** The minimum duration in milliseconds. */
  readonly slowerThan?: number
}

/** The class of a status; `none` if there was no response. */
export type StatusClass = '2xx' | '3xx' | '4xx' | '5xx' | 'none'

/** Returns the class of a status code. */
function statusClass(status: number): StatusClass | undefined {
  if (status === 0) return 'none'
  const name = `${Math.floor(status / 100)}xx`
  return name === '2xx' || name === '3xx' || name === '4xx' || name === '5xx' ? name : undefined
}

/** Creates a table from an index. */
export function createExchangeTable(index: ExchangeIndex): ExchangeTable {
  const rowsById = new Map(index.ids.map((id, row) => [id, row]))
  const prefix = pathOf(index.base)
  const at = (row: number): ExchangeRow => ({
    row,
    id: index.ids[row] ?? '',
    method: index.methodNames[index.methods[row] ?? 0] ?? '',
    path: readableUrl(index.paths[row] ?? ''),
    status: index.statuses[row] ?? 0,
    start: index.starts[row] ?? 0,
    time: index.times[row] ?? 0,
    cause: index.causeNames[index.causes[row] ?? 0] ?? '',
    block: index.blocks[row] ?? -1,
    error: index.errors[row],
  })
  // The searchable strings, one per row, are built at the first search.
  let haystacks: string[] | undefined
  const searchable = (row: number): string => {
    const { id, method, path, status, cause, error = '' } = at(row)
    return `${id} ${method} ${prefix}${path} ${status} ${cause} ${error}`.toLowerCase()
  }
  return {
    size: index.ids.length,
    total: index.total,
    index,
    at,
    find: (id) => {
      const row = rowsById.get(id)
      return row === undefined ? undefined : at(row)
    },
    textOf: (id) => {
      const row = rowsById.get(id)
      return row === undefined ? '' : searchable(row)
    },
    filter: ({ words = '', method, status, cause, slowerThan = 0 }) => {
      const wanted = wordsOf(words)
      haystacks ??= wanted.length > 0 ? index.ids.map((_, row) => searchable(row)) : undefined
      const texts = haystacks ?? []
      const methodPlace = method === undefined ? undefined : index.methodNames.indexOf(method)
      const causePlace = cause === undefined ? undefined : index.causeNames.indexOf(cause)
      const found = new Uint32Array(index.ids.length)
      let count = 0
      for (let row = 0; row < index.ids.length; row += 1) {
        if (methodPlace !== undefined && index.methods[row] !== methodPlace) continue
        if (causePlace !== undefined && index.causes[row] !== causePlace) continue
        if (status !== undefined && statusClass(index.statuses[row] ?? 0) !== status) continue
        if ((index.times[row] ?? 0) < slowerThan) continue
        const text = texts[row] ?? ''
        if (!wanted.every((word) => text.includes(word))) continue
        found[count] = row
        count += 1
      }
      return found.subarray(0, count)
    },
  }
}

/** Splits a search into words, in lower case. */
export function wordsOf(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter(Boolean)
}

function pathOf(base: string): string {
  return URL.canParse(base) ? new URL(base).pathname : ''
}
