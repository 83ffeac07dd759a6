import type { Engine } from '../engine/engine.ts'
import type { Leniency } from '../leniency/leniency.ts'
import type { ResourceStore } from '../store/resource-store.ts'
import type { ScimRequest, ScimResponse } from '../wire/message.ts'

/** Handles a request correctly. */
export type Serve = (request: ScimRequest) => Promise<ScimResponse>

/** Wraps the correct server: may change the request or the response, or reject the request by throwing a ScimError. */
export type Around = (request: ScimRequest, serve: Serve) => Promise<ScimResponse>

/** One small deviation, with the checks that must detect it. */
export interface Deviation {
  /** The name in lower case with hyphens. */
  readonly name: string
  /** A description of the wrong behaviour. */
  readonly says: string
  /** A public report of a real server that does it. */
  readonly source?: string
  /** Reports of the same in other servers. */
  readonly alsoSeen?: readonly string[]
  /** Ids of the checks that must fail. */
  readonly caughtBy: readonly string[]
  /** Changes requests and responses; a bulk request is one request, not each of its operations. */
  readonly around?: Around
  /** Replaces single rules of the engine. */
  readonly engine?: (correct: Engine) => Partial<Engine>
  /** Changes the store. */
  readonly store?: (correct: ResourceStore) => ResourceStore
  /**
   * Responds to requests outside the base URL; undefined leaves them to the correct server. The path is that of the
   * whole URL.
   */
  readonly outside?: (path: string) => ScimResponse | undefined
  /** The deviation of the connection: only TLS 1.3, or no TLS at all towards the network. */
  readonly wire?: 'tls-1.3-only' | 'in-clear'
  /** Changes tolerances. */
  readonly leniency?: Partial<Leniency>
}
