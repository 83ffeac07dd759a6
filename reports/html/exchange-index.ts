import type { Exchange } from '../model/index.ts'
import type { ExchangeIndex } from './page-format.ts'

// A row takes about twenty bytes of the page.
const MAX_ROWS = 250_000

/** Collects the index of a tape. */
export interface IndexBuilder {
  /** Adds a row; after the maximum number of rows only exchanges that a finding cites. */
  add(exchange: Exchange, isCited: boolean): void
  /** Records the block of an exchange. */
  place(id: string, block: number): void
  build(): ExchangeIndex
}

/** Creates an index whose paths are relative to `base`, the URL of the target. */
export function createExchangeIndex(base: string): IndexBuilder {
  const rows = new Map<string, number>()
  const methods = createNames()
  const causes = createNames()
  const paths: string[] = []
  const statuses: number[] = []
  const instants: number[] = []
  const times: number[] = []
  const blocks: number[] = []
  const errors: Record<number, string> = {}
  let total = 0
  return {
    add: (exchange, isCited) => {
      total += 1
      if ((rows.size >= MAX_ROWS && !isCited) || rows.has(exchange.id)) return
      const { request, response } = exchange
      const row = rows.size
      rows.set(exchange.id, row)
      methods.add(request.method)
      causes.add(exchange.cause)
      paths.push(request.url.startsWith(base) ? request.url.slice(base.length) : request.url)
      statuses.push(response.status)
      instants.push(Date.parse(exchange.startedDateTime) || 0)
      times.push(Math.round(exchange.time * 100) / 100)
      blocks.push(-1)
      if (response.error !== undefined) errors[row] = response.error
    },
    place: (id, block) => {
      const row = rows.get(id)
      if (row !== undefined) blocks[row] = block
    },
    build: () => {
      const first = instants.reduce((least, instant) => Math.min(least, instant), Number.POSITIVE_INFINITY)
      return {
        total,
        base,
        ids: [...rows.keys()],
        methods: methods.places,
        methodNames: methods.names(),
        paths,
        statuses,
        starts: instants.map((instant) => instant - first),
        times,
        causes: causes.places,
        causeNames: causes.names(),
        blocks,
        errors,
      }
    },
  }
}

/** Creates a column with few distinct names, stored as indices of a list. */
function createNames(): { add(name: string): void; places: readonly number[]; names(): string[] } {
  const known = new Map<string, number>()
  const places: number[] = []
  return {
    add: (name) => {
      const place = known.get(name) ?? known.size
      known.set(name, place)
      places.push(place)
    },
    places,
    names: () => [...known.keys()],
  }
}
