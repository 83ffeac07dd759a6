/** Names the endpoint of a request, without ids and values: `GET /Users?filter`, `PATCH /Users/{id}`. */
export function endpointOf(method: string, url: string, baseUrl: string): string {
  const path = url.startsWith(baseUrl) ? url.slice(baseUrl.length) : new URL(url).pathname
  const [resource = '', query = ''] = path.split('?')
  const [, collection = '', id] = resource.split('/')
  const suffix = id === undefined || id === '' ? '' : '/{id}'
  return `${method} /${collection}${suffix}${/(?:^|&)filter=/.test(query) ? '?filter' : ''}`
}

/** Returns the path below the base URL, without its query: `/Users/2819c223`. */
export function pathOf(url: string, baseUrl: string): string {
  return (url.startsWith(baseUrl) ? url.slice(baseUrl.length) : new URL(url).pathname).split('?')[0] ?? ''
}
