import type { HttpResponse } from './exchange.ts'

/**
 * Returns the wait in seconds that the Retry-After header of a response requests, as a number or as a date (RFC 9110
 * §10.2.3); undefined if it requests none. A date in the past is 0.
 */
export function retryAfter({ headers }: Pick<HttpResponse, 'headers'>, now: Date): number | undefined {
  const text = headers['retry-after']?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text)
  // Each form of a date begins with the name of a day; JavaScript also reads a number such as 1.5 as a date.
  if (!/^(?:mon|tue|wed|thu|fri|sat|sun)/i.test(text)) return undefined
  const seconds = (Date.parse(text) - now.getTime()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(seconds, 0)
}
