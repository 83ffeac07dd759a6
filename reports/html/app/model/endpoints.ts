import type { ExchangeIndex } from '../../page-format.ts'
import { percentile } from './timings.ts'

/** How long one endpoint took. Milliseconds. */
export interface EndpointTimes {
  /** `GET /Users/{id}`, `GET /Users?filter`. */
  readonly endpoint: string
  readonly requests: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly slowest: number
}

/** The percentiles of each endpoint, those with the slowest 95th percentile first. */
export function endpointTimes(index: ExchangeIndex): EndpointTimes[] {
  const times = new Map<string, number[]>()
  for (const [row, time] of index.times.entries()) {
    const endpoint = endpointOf(index.methodNames[index.methods[row] ?? 0] ?? '', index.paths[row] ?? '')
    const list = times.get(endpoint)
    if (list === undefined) times.set(endpoint, [time])
    else list.push(time)
  }
  return [...times]
    .map(([endpoint, list]) => ({
      endpoint,
      requests: list.length,
      p50: percentile(list, 0.5),
      p95: percentile(list, 0.95),
      p99: percentile(list, 0.99),
      slowest: percentile(list, 1),
    }))
    .sort((a, b) => b.p95 - a.p95)
}

// A list of any other name, such as /Devices, is an endpoint of its own; beneath it, one name is as good as another.
const FIXED = /^(?:Users|Groups|Schemas|ResourceTypes|ServiceProviderConfig|Bulk|Me|\.search)$/

/** A request without what tells one resource from another: `PATCH /Users/{id}`, `GET /Users?filter`. */
export function endpointOf(method: string, url: string): string {
  const [path = '', query = ''] = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, '').split(/\?(.*)/s)
  const parts = path.split('/').filter(Boolean)
  const start = parts.findIndex((part) => FIXED.test(part))
  const known = parts
    .slice(Math.max(start, 0))
    .map((part, place) => (place === 0 || FIXED.test(part) ? part.slice(0, 40) : '{id}'))
  const isFiltered = new URLSearchParams(query).has('filter')
  return `${method} /${known.slice(0, 3).join('/')}${isFiltered ? '?filter' : ''}`
}
