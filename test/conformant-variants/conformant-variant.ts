import type { Deviation, ScimServerOptions } from '../../mocks/scim-server/index.ts'

/** A way in which a conformant server may differ from the reference server: no check may accuse it. */
export interface ConformantVariant extends Pick<Deviation, 'around' | 'engine' | 'store'> {
  /** The behaviour of the server; completes "a server that". */
  readonly says: string
  /** Why the RFC allows it. */
  readonly basis: string
  readonly options?: ScimServerOptions
  /** Ids of checks that may warn about it, if it does not follow a recommendation; `*` at the end matches any. */
  readonly advised?: readonly string[]
}
