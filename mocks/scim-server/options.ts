import type { ResourceTypeDefinition, SchemaDefinition } from '../protocol/index.ts'
import type { Deviation } from './deviations/deviation.ts'
import type { Engine } from './engine.ts'
import type { Traffic } from './http/traffic.ts'
import type { Leniency } from './leniency.ts'
import type { ResourceStore } from './store/resource-store.ts'

/** Who asks, once the credentials are known to be good. */
export interface Subject {
  /** Tells tenants and cursors apart; never shown. */
  readonly key: string
  /** The id of the User that `/Me` stands for. */
  readonly userId?: string
  /** A credential that the store passes on, as a front does; never shown. */
  readonly secret?: string
  /** A subject that may only read is refused writes with 403. */
  readonly readOnly?: boolean
}

/** Header fields by lower-case name. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>

/** What a SCIM service provider may be told; everything has a default. */
export interface ScimServerOptions {
  /** Where resources are kept, or how to find that for who asks (memory). */
  readonly store?: ResourceStore | ((subject: Subject) => ResourceStore)
  /** Finds who asks; undefined answers 401. Left out, everyone may do everything. */
  readonly authenticate?: (headers: RequestHeaders) => Subject | undefined | Promise<Subject | undefined>
  /** Turns every tolerance off. */
  readonly strict?: boolean
  /** Single tolerances; they win over `strict`. */
  readonly leniency?: Partial<Leniency>
  /** Names of deviations, or deviations themselves: ways to be wrong. */
  readonly deviation?: string | Deviation | readonly (string | Deviation)[]
  /** Replaces single rules of the engine. */
  readonly engine?: (right: Engine) => Partial<Engine>
  /** Resource types (User with two extensions, and Group). */
  readonly resourceTypes?: readonly ResourceTypeDefinition[]
  /** Schemas of the resource types and their extensions. */
  readonly schemas?: readonly SchemaDefinition[]
  /** What a User gets that the client left out (`{ active: true }`). */
  readonly defaults?: Readonly<Record<string, boolean | string>>
  readonly bulk?: boolean
  readonly sort?: boolean
  readonly etag?: boolean
  /** Ways to page: by `index` alone, as RFC 7644 has it, by `cursor` alone (RFC 9865), or by `both` (`both`). */
  readonly pagination?: 'index' | 'cursor' | 'both'
  /** Operations of a bulk request at most (1000). */
  readonly maxBulkOperations?: number
  /** Bytes of a body at most (1 MiB). */
  readonly maxBodyBytes?: number
  /** Resources of a page at most (1000). */
  readonly maxResults?: number
  /** Resources of a page when the request names no count (100). */
  readonly pageSize?: number
  /** Above so many hits a query over the root is refused with 400 `tooMany` (100 000). */
  readonly maxRootResults?: number
  /** Seconds that a cursor lives (3600). */
  readonly cursorTimeout?: number
  readonly clock?: () => Date
  /** Ids of new resources (random UUIDs). */
  readonly newId?: () => string
  /** Signs cursors (random). */
  readonly cursorSecret?: string
  /** Faults on purpose, and a recorder (none). */
  readonly traffic?: Traffic
  /** Told of every fault of this server's own, which the client sees as a bare 500. */
  readonly onFault?: (error: unknown) => void
}
