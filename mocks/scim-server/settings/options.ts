import type { ResourceTypeDefinition, SchemaDefinition } from '../../protocol/index.ts'
import type { Deviation } from '../deviations/deviation.ts'
import type { Engine } from '../engine/engine.ts'
import type { Traffic } from '../http/traffic.ts'
import type { Leniency } from '../leniency/leniency.ts'
import type { ResourceStore } from '../store/resource-store.ts'

/** The authenticated client. */
export interface Subject {
  /** Identifies the tenant and its cursors; never returned. */
  readonly key: string
  /** The id of the User to which `/Me` refers. */
  readonly userId?: string
  /** A credential that the store passes on, as a front does; never returned. */
  readonly secret?: string
  /** True if the subject may only read; its writes get 403. */
  readonly readOnly?: boolean
}

/** Header fields by name in lower case. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>

/** The settings of a SCIM service provider; all have defaults. */
export interface ScimServerOptions {
  /** The store of resources, or a function that returns it for a client (default: in memory). */
  readonly store?: ResourceStore | ((subject: Subject) => ResourceStore)
  /** Authenticates a request; undefined gives 401. If omitted, all requests are allowed. */
  readonly authenticate?: (headers: RequestHeaders) => Subject | undefined | Promise<Subject | undefined>
  /** Turns off all tolerances. */
  readonly strict?: boolean
  /** Individual tolerances; they override `strict`. */
  readonly leniency?: Partial<Leniency>
  /** Deviations from the correct behaviour, by name or as objects. */
  readonly deviation?: string | Deviation | readonly (string | Deviation)[]
  /** Replaces single rules of the engine. */
  readonly engine?: (right: Engine) => Partial<Engine>
  /** The resource types (default: User with two extensions, and Group). */
  readonly resourceTypes?: readonly ResourceTypeDefinition[]
  /** The schemas of the resource types and of their extensions (default: those of the default types). */
  readonly schemas?: readonly SchemaDefinition[]
  /** Default values of a User that the client omitted (default: `{ active: true }`). */
  readonly defaults?: Readonly<Record<string, boolean | string>>
  readonly bulk?: boolean
  readonly sort?: boolean
  readonly etag?: boolean
  /** The supported ways of paging: `index` (RFC 7644), `cursor` (RFC 9865), or `both` (default: `both`). */
  readonly pagination?: 'index' | 'cursor' | 'both'
  /** The maximum number of operations in a bulk request (default: 1000). */
  readonly maxBulkOperations?: number
  /** The maximum number of bytes of a body (default: 1 MiB). */
  readonly maxBodyBytes?: number
  /** The maximum number of resources on a page (default: 1000). */
  readonly maxResults?: number
  /** The number of resources on a page if the request has no count (default: 100). */
  readonly pageSize?: number
  /** The number of results above which a query over the root gets 400 `tooMany` (default: 100 000). */
  readonly maxRootResults?: number
  /** The lifetime of a cursor in seconds (default: 3600). */
  readonly cursorTimeout?: number
  readonly clock?: () => Date
  /** Generates ids of new resources (default: random UUIDs). */
  readonly newId?: () => string
  /** The secret that signs cursors (default: random). */
  readonly cursorSecret?: string
  /** Injected faults and a recorder (default: none). */
  readonly traffic?: Traffic
  /** Receives internal faults of this server, which the client sees as a plain 500. */
  readonly onFault?: (error: unknown) => void
}
