import type { Exchange } from '../../reports/index.ts'
import type { Invariant } from '../check/invariant.ts'
import { judgeExchange } from '../judge/judge-invariants.ts'
import { observeRecorded } from '../observe/observed-exchange.ts'
import { isUnrecorded } from '../record/unrecorded-body.ts'

/** A rule that an exchange violates. */
export interface Remark {
  readonly id: string
  readonly message: string
}

const ENDPOINT = /\/(?:Users|Groups|Me|Bulk|Schemas|ResourceTypes|ServiceProviderConfig|\.search)(?:\/|$)/

/** Returns the rules that a SCIM exchange violates. `upstream` is the server's base URL, or its origin. */
export function remarksOf(exchange: Exchange, upstream: string, invariants: readonly Invariant[]): Remark[] {
  const { origin, pathname: root } = new URL(upstream)
  const { pathname } = new URL(exchange.request.url)
  if (!ENDPOINT.test(pathname) || isUnrecorded(exchange.response.body)) return []
  const path = root.replace(/\/+$/, '')
  const base = path !== '' && pathname.startsWith(path) ? path : pathname.slice(0, pathname.search(ENDPOINT))
  const observed = observeRecorded(exchange, `${origin}${base}`)
  if (observed === undefined) return []
  return invariants.flatMap((invariant) => {
    const judged = judgeExchange(invariant, observed)
    return judged.kind === 'broken' ? [{ id: invariant.id, message: judged.violation.message }] : []
  })
}
