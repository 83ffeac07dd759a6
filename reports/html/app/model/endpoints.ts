import { endpointOf, percentile } from '../../../model/timing.ts'
import type { ExchangeIndex } from '../../page-format.ts'

/** The response times of one endpoint in milliseconds. */
export interface EndpointTimes {
  /** `GET /Users/{id}`, `GET /Users?filter`. */
  readonly endpoint: string
  readonly requests: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly slowest: number
}

/** Returns the percentiles of each endpoint, those with the slowest 95th percentile first. */
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
