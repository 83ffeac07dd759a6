import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * Explains why a request is rejected: a page of another site may send requests through a browser on this machine,
 * with its own host name that resolves to loopback. Undefined if the request is allowed.
 */
export function whyRejected({ headers }: Pick<IncomingMessage, 'headers'>, port: number): string | undefined {
  const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${port}`)
  const { host = '', origin } = headers
  if (!hosts.includes(host.toLowerCase())) return 'the console answers only to the address that it printed'
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
    return 'the console answers only its own page, and programs that send no Origin'
  const site = headers['sec-fetch-site']
  const isNavigation = headers['sec-fetch-mode'] === 'navigate'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation)
    return 'the console answers only its own page'
  return undefined
}

/** Compares secrets in a time that does not depend on where they differ. */
export function isSame(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(expected), digest(given))
}
