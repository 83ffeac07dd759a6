import type { Exchange } from '../../reports/index.ts'
import { absoluteUrl } from './absolute-url.ts'
import { UsageError } from './usage-error.ts'

/** Throws UsageError unless the base is an absolute http or https URL. */
export function checkedBase(base: string): string {
  const url = absoluteUrl('--base', base)
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

const ENDPOINT = /\/(?:Users|Groups|Me|Bulk|Schemas|ResourceTypes|ServiceProviderConfig|\.search)(?:\/.*)?$/

/**
 * Returns the base URL of an exchange; undefined if the exchange is not SCIM: not below the given base URL, or
 * without the name of an endpoint.
 */
export function baseFor({ request }: Exchange, given: string | undefined): string | undefined {
  const { origin, pathname } = new URL(request.url)
  const address = `${origin}${pathname}`
  if (given !== undefined) return address === given || address.startsWith(`${given}/`) ? given : undefined
  return ENDPOINT.test(pathname) ? `${origin}${pathname.replace(ENDPOINT, '')}` : undefined
}

/**
 * Returns the exchanges of the SCIM server in a recording, with their base URL: the given one, or the most frequent
 * one. Throws UsageError if there are none.
 */
export function scimExchanges(
  file: string,
  exchanges: readonly Exchange[],
  given: string | undefined,
): { readonly base: string; readonly exchanges: readonly Exchange[] } {
  const base = given === undefined ? undefined : checkedBase(given)
  const grouped = Map.groupBy(
    exchanges.filter(({ leg }) => leg === 'scim'),
    (exchange) => baseFor(exchange, base),
  )
  grouped.delete(undefined)
  const [most] = [...grouped].toSorted(([, a], [, b]) => b.length - a.length)
  const [found, own] = most ?? []
  if (found === undefined || own === undefined)
    throw new UsageError(
      `${file} has ${exchanges.length} ${exchanges.length === 1 ? 'exchange' : 'exchanges'}, and none ${base === undefined ? 'with a SCIM endpoint such as /Users in its URL; give the base URL with --base' : `is below ${base}`}`,
    )
  return { base: found, exchanges: own }
}
