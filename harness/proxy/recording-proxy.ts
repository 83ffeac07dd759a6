import { type Listening, type ListenPlace, listen } from '../../mocks/serving/index.ts'
import { type ConnectionOptions, openRoutes } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import type { Invariant } from '../check/invariant.ts'
import { credentialsOfHeaders, maskExchange } from '../process/index.ts'
import { type Activity, activityMarker } from './activity.ts'
import { asExchange } from './captured-exchange.ts'
import { type PassedExchange, passThrough } from './pass-through.ts'
import type { Pseudonymise } from './pseudonyms.ts'
import { type Remark, remarksOf } from './remarks.ts'

/** The settings of a recording proxy. */
export interface RecordingProxyOptions {
  /** The server's SCIM base URL, or its origin. */
  readonly upstream: string
  readonly place?: ListenPlace
  /** The connection settings to the server. */
  readonly connection?: ConnectionOptions
  /** The maximum number of bytes of a body to record. */
  readonly maxBody: number
  readonly secrets: readonly string[]
  readonly pseudonymise?: Pseudonymise
  /** Rules by which each exchange is judged after it has passed. */
  readonly invariants: readonly Invariant[]
  readonly now: () => Date
  readonly monotonic: () => number
  /** Receives each exchange, masked, with the remarks of the invariants. */
  readonly onExchange: (exchange: Exchange, remarks: readonly Remark[]) => void
}

/** A listening proxy. */
export interface RecordingProxy extends AsyncDisposable {
  /** The base URL for the client, in place of the server's. */
  readonly url: string
  activities(): readonly Activity[]
  /** Ends all connections, after all exchanges have been recorded. */
  close(): Promise<void>
}

/**
 * Starts a proxy between a client and a server: everything passes unchanged, and a masked copy is recorded and judged
 * afterwards.
 */
export async function listenRecordingProxy(options: RecordingProxyOptions): Promise<RecordingProxy> {
  const { upstream, place, connection = {}, maxBody, now, monotonic } = options
  const { origin, pathname } = new URL(upstream)
  const routes = openRoutes(connection, { connections: MAX_CONNECTIONS, timeout: 60_000 })
  const record = recorderOf(options)
  const server: Listening = await listen(
    passThrough({ upstream: origin, routes, maxBody, now, monotonic, onExchange: record.add }),
    place,
    async () => {
      record.finish()
      await routes.close(false)
    },
  ).catch(async (error: unknown) => {
    await routes.close(false)
    throw error
  })
  return {
    url: `${server.url}${pathname.replace(/\/+$/, '')}`,
    activities: record.activities,
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** The maximum number of connections, so that no client waits for the connection of another. */
const MAX_CONNECTIONS = 10_000

interface Recording {
  readonly add: (passed: PassedExchange) => void
  /** Records the exchanges that are still waiting. */
  readonly finish: () => void
  readonly activities: () => readonly Activity[]
}

/** Masks, marks and judges one exchange after another, but never while a response is being forwarded. */
function recorderOf(options: RecordingProxyOptions): Recording {
  const waiting: PassedExchange[] = []
  const marker = activityMarker()
  let secrets: readonly string[] = options.secrets
  let count = 0
  let isScheduled = false

  const recordNext = (): void => {
    const passed = waiting.shift()
    if (passed === undefined) return
    count += 1
    const more = credentialsOfHeaders(passed.requestHeaders, passed.responseHeaders).filter(
      (secret) => !secrets.includes(secret),
    )
    // The list is replaced, because the forms of one list are computed once. Old tokens may be forgotten.
    if (more.length > 0) secrets = [...secrets, ...more].slice(-MAX_SECRETS)
    const raw = asExchange(passed, `p${count}`)
    const marked = { ...raw, cause: marker.mark(raw) }
    const masked = maskExchange(marked, secrets)
    const shown = options.pseudonymise?.(masked) ?? masked
    options.onExchange(shown, remarksOf(shown, options.upstream, options.invariants))
  }
  const drain = (): void => {
    isScheduled = false
    recordNext()
    if (waiting.length > 0) schedule()
  }
  const schedule = (): void => {
    if (isScheduled) return
    isScheduled = true
    setImmediate(drain)
  }
  return {
    add: (passed) => {
      waiting.push(passed)
      schedule()
    },
    finish: () => {
      while (waiting.length > 0) recordNext()
    },
    activities: () => marker.activities(),
  }
}

const MAX_SECRETS = 50
