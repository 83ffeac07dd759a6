import type { Deviation } from '../deviations/deviation.ts'
import type { ScimServerOptions } from '../options.ts'

/** A known server, as far as documentation describes it: the reference server with its limits. */
export interface ScimServerProfile {
  readonly name: string
  readonly says: string
  /** Where its limits are documented. */
  readonly source: string
  readonly options: Partial<ScimServerOptions>
  /** What options do not say; it stands around the server as a deviation does. */
  readonly behaviour?: Deviation
}
