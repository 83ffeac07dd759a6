/** The destination of a reference in the target's documents. */
export type Located =
  /** Below the base URL: the path there, `/Users/42`, percent-encoded, without query and fragment. */
  | { readonly kind: 'below'; readonly path: string }
  /** A URL on the target's origin, but not below the base URL. */
  | { readonly kind: 'beside'; readonly url: string }
  /** Another origin, to which no request of the run is sent. */
  | { readonly kind: 'foreign'; readonly origin: string }
  /** A string that is not a URL. */
  | { readonly kind: 'malformed' }

/**
 * Resolves a reference that the target returned (`Location`, `meta.location`, `$ref`, an advertised endpoint) against
 * the base URL, as a browser would (WHATWG URL): relative, host-absolute or absolute. Never throws.
 */
export function locate(baseUrl: string, reference: unknown): Located {
  if (typeof reference !== 'string' || reference.trim() === '') return { kind: 'malformed' }
  const base = new URL(`${baseUrl.replace(/\/+$/, '')}/`)
  const url = URL.canParse(reference, base.href) ? new URL(reference, base.href) : undefined
  if (url === undefined) return { kind: 'malformed' }
  const isCredentialed = url.username !== '' || url.password !== ''
  if (url.origin !== base.origin || isCredentialed) return { kind: 'foreign', origin: url.origin }
  if (url.pathname.startsWith(base.pathname) && url.pathname.length > base.pathname.length)
    return { kind: 'below', path: url.pathname.slice(base.pathname.length - 1).replace(/(?<=.)\/$/, '') }
  return { kind: 'beside', url: url.href }
}

/**
 * Returns the path below the base URL of a reference, which can be requested with credentials; undefined if it leads
 * elsewhere.
 */
export function pathBelow(baseUrl: string, reference: unknown): string | undefined {
  const located = locate(baseUrl, reference)
  return located.kind === 'below' ? located.path : undefined
}

/** Returns the last segment of a path, decoded; undefined if it is empty or malformed. */
export function lastSegment(path: string): string | undefined {
  const segment = path.split('/').filter(Boolean).at(-1)
  if (segment === undefined) return undefined
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** Returns a path segment for an id, which may be any string, including lone surrogates. */
export function segmentOf(id: string): string {
  return encodeURIComponent(id.toWellFormed())
}
