import type { Engine } from '../engine.ts'
import type { ScimRequest, ScimResponse } from '../http/message.ts'
import type { Leniency } from '../leniency.ts'
import type { ResourceStore } from '../store/resource-store.ts'

/** Answers a request the right way. */
export type Serve = (request: ScimRequest) => Promise<ScimResponse>

/** Stands between the client and the right server: may change the request, the answer, or refuse by throwing a ScimError. */
export type Around = (request: ScimRequest, serve: Serve) => Promise<ScimResponse>

/** One small way to be wrong, and who must notice. */
export interface Deviation {
  /** In lower case with hyphens. */
  readonly name: string
  /** What the server does wrong. */
  readonly says: string
  /** A public report of a real server that does it. */
  readonly source?: string
  /** Reports of the same in other servers. */
  readonly alsoSeen?: readonly string[]
  /** Ids of the checks that must fail. */
  readonly caughtBy: readonly string[]
  /** Works on requests and answers; a bulk request is one request, not each of its operations. */
  readonly around?: Around
  /** Replaces single rules of the engine. */
  readonly engine?: (right: Engine) => Partial<Engine>
  /** Works on what is stored. */
  readonly store?: (right: ResourceStore) => ResourceStore
  /** Answers what lies outside the base URL; undefined leaves that to the right server. The path is that of the whole URL. */
  readonly outside?: (path: string) => ScimResponse | undefined
  /** How the wire is wrong: no TLS below 1.3, or none at all towards the network. */
  readonly wire?: 'tls-1.3-alone' | 'in-clear'
  /** Changes tolerances. */
  readonly leniency?: Partial<Leniency>
}
