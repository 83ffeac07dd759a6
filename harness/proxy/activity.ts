import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'

/** One activity of a client: requests without a long gap between them. */
export interface Activity {
  readonly number: number
  /** The kind of activity, as far as the requests show it. */
  readonly kind: 'test connection' | 'on-demand or a cycle with one object' | 'cycle'
  readonly requests: number
  readonly objects: number
  readonly startedAt: string
}

/** Marks exchanges by activity as they pass. */
export interface ActivityMarker {
  /** Returns the mark of an exchange: `activity 3` or `activity 3 probe`. Exchanges must be passed in order. */
  mark(exchange: Exchange): string
  activities(): readonly Activity[]
}

/** Gaps within a cycle are shorter; Entra's cycles are 40 minutes apart. */
const GAP = 120_000
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const EQUALITY = /^\s*([\w:.[\]" -]+?)\s+eq\s+"((?:[^"\\]|\\.)*)"\s*$/i

interface Running {
  readonly number: number
  readonly startedAt: string
  requests: number
  readonly objects: Set<string>
}

/**
 * Creates a marker. A gap of two minutes begins a new activity, and so does a probe after other requests: Entra probes
 * at the beginning.
 */
export function activityMarker(): ActivityMarker {
  const running: Running[] = []
  let last = Number.NEGATIVE_INFINITY
  let isProbing = false
  const names = new Map<string, string>()
  return {
    mark: (exchange) => {
      const at = Date.parse(exchange.startedDateTime)
      const isGap = Number.isFinite(at) && at - last > GAP
      if (Number.isFinite(at)) last = Math.max(last, at + exchange.time)
      let current = running.at(-1)
      const isFirst = current === undefined || isGap
      const isProbe = isProbeOf(exchange, isFirst || isProbing)
      if (current === undefined || isGap || (isProbe && !isProbing)) {
        current = { number: running.length + 1, startedAt: exchange.startedDateTime, requests: 0, objects: new Set() }
        running.push(current)
      }
      isProbing = isProbe
      current.requests += 1
      if (!isProbe) current.objects.add(objectOf(exchange, names))
      return `activity ${current.number}${isProbe ? ' probe' : ''}`
    },
    activities: () =>
      running.map(({ number, startedAt, requests, objects }) => ({
        number,
        startedAt,
        requests,
        objects: objects.size,
        kind:
          objects.size === 0
            ? 'test connection'
            : objects.size === 1 && requests <= 12
              ? 'on-demand or a cycle with one object'
              : 'cycle',
      })),
  }
}

/**
 * Returns whether a request queries an object that cannot exist. A query by externalId, in which a GUID is an ordinary
 * value, counts only at the beginning.
 */
function isProbeOf({ request, response }: Exchange, isBeginning: boolean): boolean {
  if (request.method !== 'GET') return false
  const [, attribute = '', value = ''] = EQUALITY.exec(filterOf(request.url)) ?? []
  if (!GUID.test(value) || (/^(?:externalId|id)$/i.test(attribute) && !isBeginning)) return false
  const body = parseJson<JsonValue>(response.body)
  return !isJsonObject(body) || body['totalResults'] === 0
}

/** Returns the decoded filter of a request; empty if there is none. */
export function filterOf(url: string): string {
  return URL.canParse(url) ? (new URL(url).searchParams.get('filter') ?? '') : ''
}

/** Returns the object of a request: the name in a query or a create, if an id is known to belong to it. */
function objectOf({ request, response }: Exchange, names: Map<string, string>): string {
  const known = (id: string): string => names.get(id) ?? id
  const body = parseJson<JsonValue>(response.body)
  const [, , value] = EQUALITY.exec(filterOf(request.url)) ?? []
  if (value !== undefined) {
    const found = isJsonObject(body) && Array.isArray(body['Resources']) ? body['Resources'][0] : undefined
    return isJsonObject(found) ? known(String(found['id'])) : value.toLowerCase()
  }
  if (request.method === 'POST') {
    const sent = parseJson<JsonValue>(request.body ?? '')
    const name = isJsonObject(sent)
      ? String(sent['userName'] ?? sent['displayName'] ?? sent['externalId']).toLowerCase()
      : ''
    if (isJsonObject(body) && typeof body['id'] === 'string') names.set(body['id'], name)
    return name
  }
  return known(new URL(request.url).pathname.split('/').at(-1) ?? '')
}
