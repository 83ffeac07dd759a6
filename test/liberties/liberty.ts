import type { Deviation, ScimServerOptions } from '../../mocks/scim-server/index.ts'

/** A way in which a conformant server may differ from the reference server: no check may accuse it. */
export interface Liberty extends Pick<Deviation, 'around' | 'engine' | 'store'> {
  /** What the server does; reads on from "a server that". */
  readonly says: string
  /** Where the text leaves it open. */
  readonly basis: string
  readonly options?: ScimServerOptions
  /** Ids of checks that may advise against it, where it falls short of a recommendation; `*` at the end stands for any. */
  readonly advised?: readonly string[]
}
