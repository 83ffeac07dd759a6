import type { Exchange } from '../model/result.ts'
import { leavesOf } from './leaves.ts'

const UNIQUE_NAME = /rh[0-9a-z]{8}x[0-9a-z]{4}/gi
const MAX_STEPS = 40

/**
 * Returns the exchanges that a decisive one depends on, itself, and the reads after it: writes of resources that it
 * refers to by id or by name, and reads that returned such an id. If it refers to nothing, as a list does, it may
 * depend on every write before it.
 */
export function liveSteps(
  exchanges: readonly Exchange[],
  decisive: Exchange,
  reads: readonly Exchange[],
): readonly Exchange[] {
  const before = exchanges.slice(0, exchanges.indexOf(decisive))
  const given = givenBy(before)
  const needed = new Set([decisive, ...reads].flatMap((exchange) => mentionedBy(exchange, given)))
  const isOpen = needed.size === 0
  const live: Exchange[] = []
  for (const exchange of before.toReversed()) {
    const mentioned = [...mentionedBy(exchange, given), ...(given.get(exchange) ?? [])]
    const isWrite = /^(?:POST|PUT|PATCH|DELETE)$/.test(exchange.request.method)
    const givesNeeded = (given.get(exchange) ?? []).some((one) => needed.has(one))
    const isLive = isWrite
      ? isOpen || mentioned.some((one) => needed.has(one))
      : givesNeeded && !isGivenByWrite(exchange)
    if (!isLive || live.length >= MAX_STEPS) continue
    for (const one of mentioned) needed.add(one)
    live.unshift(exchange)
  }
  return [...live, decisive, ...reads]

  /** Returns whether everything in the response to a read was known before. */
  function isGivenByWrite(read: Exchange): boolean {
    const earlier = before.slice(0, before.indexOf(read)).flatMap((one) => given.get(one) ?? [])
    return (given.get(read) ?? []).filter((one) => needed.has(one)).every((one) => earlier.includes(one))
  }
}

/** Returns the ids, versions and cursors in responses. */
function givenBy(exchanges: readonly Exchange[]): ReadonlyMap<Exchange, readonly string[]> {
  return new Map(
    exchanges.map((exchange) => {
      const { response } = exchange
      const values = leavesOf(response.body)
        .filter(({ pointer }) => /\/(?:id|version|nextCursor|previousCursor)$/i.test(pointer))
        .map(({ value }) => String(value))
      const headers = response.headers
        .filter(({ name }) => /^(?:location|etag)$/i.test(name))
        .map(({ name, value }) => (name.toLowerCase() === 'etag' ? value : value.slice(value.lastIndexOf('/') + 1)))
      return [exchange, [...new Set([...values, ...headers])].filter((value) => value !== '')]
    }),
  )
}

/** Returns the ids from earlier responses, and the unique names, that a request contains. */
function mentionedBy({ request }: Exchange, given: ReadonlyMap<Exchange, readonly string[]>): readonly string[] {
  const text = `${request.url} ${request.body ?? ''} ${request.headers.map(({ value }) => value).join(' ')}`
  const names = [...text.matchAll(UNIQUE_NAME)].map(([name]) => name.toLowerCase())
  const ids = [...new Set([...given.values()].flat())].filter((id) => mentions(text, id))
  return [...new Set([...names, ...ids])]
}

function mentions(text: string, id: string): boolean {
  if (id.length >= 6) return text.includes(id) || text.includes(encodeURIComponent(id.toWellFormed()))
  return [`/${id}`, `"${id}"`, `%22${id}%22`].some((form) => {
    const at = text.indexOf(form)
    return at >= 0 && !/[\w-]/.test(text[at + form.length] ?? '')
  })
}
