import { getCACertificates } from 'node:tls'
import type { Dispatcher, Pool } from 'undici'
import { watchReuse } from './connection-reuse.ts'
import { loadUndici } from './load-undici.ts'
import { isLoopback } from './loopback.ts'
import { skipContinue } from './skip-continue.ts'

/** Proxies by the scheme of the target's URL, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name them. */
export interface ProxyOptions {
  readonly http?: string
  readonly https?: string
  /** Hosts that are reached without a proxy, joined by commas. */
  readonly exempt?: string
}

/** The settings of connections to a target. */
export interface ConnectionOptions {
  /** PEM certificates to trust in addition to the system's. */
  readonly ca?: string
  /** PEM of a client certificate and its private key, for mutual TLS. */
  readonly cert?: string
  readonly key?: string
  /** Proxies for every origin that is not loopback. */
  readonly proxy?: ProxyOptions
}

/** Limits of the connections of a pool. */
interface PoolLimits {
  /** The maximum number of connections to one origin. */
  readonly connections: number
  /** Milliseconds in which a connection must be accepted. */
  readonly timeout: number
  /** Each request gets a separate connection. */
  readonly isSingleUse?: boolean
}

/** A route to an origin. */
interface Route {
  readonly dispatcher: Dispatcher
  /** The description of the route in a message; empty if it is direct. */
  readonly via: string
  /** Returns whether the origin, or the proxy in front of it, ever accepted a connection. */
  isAccepted(origin: string): boolean
}

/** The direct route, and those through proxies if there are any. */
export interface Routes {
  /** Returns the route to an origin. */
  to(origin: string): Route
  /** Ends all connections. An exchange under way is awaited only if `isGraceful`. */
  close(isGraceful: boolean): Promise<void>
}

/** Creates the routes to origins. Both use only HTTP/1.1, as Entra does, and skip unrequested interim responses. */
export function openRoutes(
  { ca, cert, key, proxy }: ConnectionOptions,
  { connections, timeout, isSingleUse = false }: PoolLimits,
): Routes {
  const tls = {
    ...(ca === undefined ? {} : { ca: [...getCACertificates('default'), ca] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  }
  const { Agent, buildConnector } = loadUndici()
  const accepted = new Set<string>()
  const pool = {
    connections,
    allowH2: false,
    ...(isSingleUse ? { pipelining: 0 } : {}),
    factory: poolFactory(accepted),
  }
  const agent = new Agent({ ...pool, connect: buildConnector({ ...tls, allowH2: false, timeout }) })
  const direct: Route = { dispatcher: agent, via: '', isAccepted: (origin) => accepted.has(origin) }
  const proxied = proxy === undefined ? undefined : routeBy(proxy, { ...pool, connectTimeout: timeout }, tls, accepted)
  return {
    to: (origin) => (proxied === undefined || isLoopback(new URL(origin).hostname) ? direct : proxied),
    close: async (isGraceful) => {
      for (const { dispatcher } of proxied === undefined ? [direct] : [direct, proxied])
        await (isGraceful ? dispatcher.close() : dispatcher.destroy())
    },
  }
}

function routeBy({ http, https, exempt }: ProxyOptions, pool: object, tls: object, accepted: Set<string>): Route {
  const { EnvHttpProxyAgent } = loadUndici()
  // Omitted values would be read from the environment, so empty strings are passed.
  const names = { httpProxy: http ?? '', httpsProxy: https ?? '', noProxy: exempt ?? '' }
  const hosts = [...new Set([https, http].flatMap((url) => (url === undefined ? [] : [new URL(url).host])))]
  return {
    dispatcher: new EnvHttpProxyAgent({ ...pool, ...names, connect: tls, requestTls: tls }),
    via: ` (through the proxy ${hosts.join(' or ')})`,
    // A proxy forwards http:// requests over its own connection.
    isAccepted: (origin) =>
      accepted.has(origin) || (http !== undefined && origin.startsWith('http:') && accepted.has(new URL(http).origin)),
  }
}

type Factory = (origin: string | URL, options: object) => Dispatcher

/** Creates pools whose connections skip interim responses, and records which origins accept a connection. */
function poolFactory(accepted: Set<string>): Factory {
  const { buildConnector, Pool } = loadUndici()
  return (origin, options) => {
    const { connect, ...others } = options as Pool.Options
    const connector =
      typeof connect === 'function' ? connect : buildConnector({ ...connect, allowH2: false, ...timeoutOf(others) })
    return new Pool(new URL(origin).origin, {
      ...others,
      connect: (where, done) =>
        connector(where, (...[error, socket]) => {
          if (error !== null) return done(error, null)
          accepted.add(new URL(origin).origin)
          done(null, watchReuse(skipContinue(socket)) as typeof socket)
        }),
    })
  }
}

const timeoutOf = ({ connectTimeout }: Pool.Options): { timeout?: number } =>
  connectTimeout === undefined ? {} : { timeout: connectTimeout }
