import { parseJson } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { lastSegment, pathBelow } from '../scim/locate.ts'

interface Open {
  readonly exchange: Exchange
  readonly end: number
  readonly changed: string | undefined
}

/**
 * Returns, by id of an exchange, the ids of the resources that other requests changed at the same time. The recorded
 * server could execute such requests in either order, but a replay sends them one after another.
 */
export function concurrentWrites(
  exchanges: readonly Exchange[],
  recordedBase: string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const changes = new Map<string, Set<string>>()
  const note = (exchange: Exchange, changed: string | undefined): void => {
    if (changed === undefined) return
    const ids = changes.get(exchange.id)
    if (ids === undefined) changes.set(exchange.id, new Set([changed]))
    else ids.add(changed)
  }
  let open: Open[] = []
  const inOrder = exchanges
    .map((exchange) => ({ exchange, start: Date.parse(exchange.startedDateTime) }))
    .toSorted((a, b) => a.start - b.start)
  for (const { exchange, start } of inOrder) {
    open = open.filter(({ end }) => end > start)
    const changed = changedBy(exchange, recordedBase)
    for (const other of open) {
      note(exchange, other.changed)
      note(other.exchange, changed)
    }
    open.push({ exchange, end: start + exchange.time, changed })
  }
  return changes
}

/** Returns the id in the path of a request below a collection: `42` for `/Users/42`. */
export function resourceOf(url: string, recordedBase: string): string | undefined {
  const path = pathBelow(recordedBase, url)
  return path !== undefined && /^\/[^/?]+\/[^/?]+/.test(path) ? lastSegment(path.replace(/\?.*/, '')) : undefined
}

function changedBy({ request, response }: Exchange, recordedBase: string): string | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  if (request.method !== 'POST') return resourceOf(request.url, recordedBase)
  const created = parseJson<{ id?: unknown }>(response.body)
  return typeof created?.id === 'string' ? created.id : undefined
}
