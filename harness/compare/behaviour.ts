import type { EntraSwitches } from '../../mocks/entra/index.ts'
import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { filterOf } from '../proxy/index.ts'

/** A switch that the order of requests determines, and the exchange that shows it. */
export interface SeenBehaviour {
  readonly name: 'retryAfter' | 'timedOutPost' | 'vanishedObject' | 'oauthSecret'
  readonly value: EntraSwitches['retryAfter' | 'timedOutPost' | 'vanishedObject' | 'oauthSecret']
  /** The id of the exchange that shows it. */
  readonly id: string
}

/** Switches that a recording cannot show, with the reason. */
export const UNSEEN: Readonly<Record<'assertionAudience' | 'matching', string>> = {
  assertionAudience: 'a client assertion is masked',
  matching: 'only the tenant shows whether a user is out of scope',
}

/** An exchange with the number of its activity. */
export interface MarkedExchange {
  readonly exchange: Exchange
  readonly activity: number
}

/**
 * Returns the switches that the order of requests shows: after a 429, after a POST without a response, and after an
 * object vanished.
 */
export function seenBehaviour(marked: readonly MarkedExchange[]): SeenBehaviour[] {
  return marked.flatMap((one, index) => {
    const rest = marked.slice(index + 1)
    const { request, response } = one.exchange
    if (response.status === 429 && hasHeader(one.exchange, 'retry-after')) return afterTooMany(one, rest)
    if (request.method === 'POST' && response.status === 0) return afterSilence(one, rest)
    if (response.status === 404 && /^(?:GET|PATCH)$/.test(request.method) && idOf(one.exchange) !== undefined)
      return afterVanishing(one, rest, marked)
    return []
  })
}

/** Returns the places of the client's secret in token requests. */
export function secretLocations(exchanges: readonly Exchange[]): SeenBehaviour[] {
  return exchanges.flatMap(({ id, request }): SeenBehaviour[] => {
    if (request.method !== 'POST' || !/(?:^|&)grant_type=client_credentials(?:&|$)/.test(request.body ?? '')) return []
    if (/(?:^|&)client_secret=/.test(request.body ?? '')) return [{ name: 'oauthSecret', value: 'body', id }]
    const isBasic = request.headers.some(({ name, value }) => /^authorization$/i.test(name) && /^basic /i.test(value))
    return isBasic ? [{ name: 'oauthSecret', value: 'header', id }] : []
  })
}

const isRepeated = (a: Exchange, b: Exchange): boolean =>
  a.request.method === b.request.method && a.request.url === b.request.url && a.request.body === b.request.body

function afterTooMany({ exchange, activity }: MarkedExchange, rest: readonly MarkedExchange[]): SeenBehaviour[] {
  const within = rest.filter((one) => one.activity === activity)
  if (within.some((one) => isRepeated(one.exchange, exchange)))
    return [{ name: 'retryAfter', value: 'pauses', id: exchange.id }]
  // An activity that ended with this request shows nothing.
  return within.length > 0 || rest.length > 0 ? [{ name: 'retryAfter', value: 'fails', id: exchange.id }] : []
}

function afterSilence({ exchange, activity }: MarkedExchange, rest: readonly MarkedExchange[]): SeenBehaviour[] {
  const again = rest.find((one) => isRepeated(one.exchange, exchange))
  if (again === undefined) return rest.length > 0 ? [{ name: 'timedOutPost', value: 'fails', id: exchange.id }] : []
  return [{ name: 'timedOutPost', value: again.activity === activity ? 'repeated' : 'fails', id: exchange.id }]
}

/**
 * Tells how a client continues after an object vanished: it requests the same id again, or searches the user by name.
 */
function afterVanishing(
  { exchange, activity }: MarkedExchange,
  rest: readonly MarkedExchange[],
  all: readonly MarkedExchange[],
): SeenBehaviour[] {
  const id = idOf(exchange)
  const later = rest.filter((one) => one.activity > activity)
  const name = all.map((one) => nameOf(one.exchange, id)).find((one) => one !== undefined)
  const isMatched =
    name !== undefined &&
    later.some((one) => filterOf(one.exchange.request.url).toLowerCase().endsWith(`eq "${name.toLowerCase()}"`))
  if (isMatched) return [{ name: 'vanishedObject', value: 'matched-again', id: exchange.id }]
  return later.some((one) => idOf(one.exchange) === id)
    ? [{ name: 'vanishedObject', value: 'stays-failed', id: exchange.id }]
    : []
}

function idOf({ request }: Exchange): string | undefined {
  return /\/(?:Users|Groups)\/([^/?]+)$/.exec(new URL(request.url).pathname)?.[1]
}

/** Returns the user name in a response for an id. */
function nameOf({ response }: Exchange, id: string | undefined): string | undefined {
  const body = parseJson<JsonValue>(response.body)
  const listed = isJsonObject(body) && Array.isArray(body['Resources']) ? body['Resources'] : [body]
  const found = listed.find((one) => isJsonObject(one) && one['id'] === id)
  const name = isJsonObject(found) ? (found['userName'] ?? found['displayName']) : undefined
  return typeof name === 'string' ? name : undefined
}

const hasHeader = ({ response }: Exchange, wanted: string): boolean =>
  response.headers.some(({ name }) => name.toLowerCase() === wanted)
