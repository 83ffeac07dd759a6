/** Returns the duration that `share` of all durations do not exceed; 0 if there are none. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

// A collection with another name, such as /Devices, is an endpoint too; below it, all names count as ids.
const FIXED = /^(?:Users|Groups|Schemas|ResourceTypes|ServiceProviderConfig|Bulk|Me|\.search)$/

/** Names a request without ids and values: `PATCH /Users/{id}`, `GET /Users?filter`. */
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
