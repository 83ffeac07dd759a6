import { TransportError } from './transport-error.ts'

/** A URL in the parts that a request line and a connection pool need. */
export interface SplitUrl {
  readonly origin: string
  /** The path and the query. */
  readonly path: string
}

/** Origins exactly as a URL parser writes them. */
const origins = new Set<string>()
const REMEMBERED = 100

/**
 * Matches a path and a query that a URL parser leaves unchanged: only plain characters, and no path segment that begins
 * with a dot.
 */
const PLAIN = /^(?:\/(?!\.|%2e)(?:[\w~!$&()*+,;=:@.-]|%[0-9a-f]{2})*)+(?:\?[\w~!$&()*+,;=:@%./?-]+)?$/i

/**
 * Splits an absolute URL as the WHATWG parser does; one that needs no change is not parsed again. Throws TransportError
 * `malformed`.
 */
export function splitUrl(url: string): SplitUrl {
  const end = url.indexOf('/', 8)
  if (end > 0) {
    const origin = url.slice(0, end)
    const path = url.slice(end)
    if (origins.has(origin) && PLAIN.test(path)) return { origin, path }
  }
  const parsed = parse(url)
  if (origins.size < REMEMBERED && url.startsWith(`${parsed.origin}/`)) origins.add(parsed.origin)
  return { origin: parsed.origin, path: parsed.pathname + parsed.search }
}

function parse(url: string): URL {
  try {
    return new URL(url)
  } catch {
    throw new TransportError('malformed', 'the URL of a request cannot be parsed; give an absolute http or https URL')
  }
}
