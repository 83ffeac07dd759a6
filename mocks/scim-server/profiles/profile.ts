import type { Deviation } from '../deviations/deviation.ts'
import type { ScimServerOptions } from '../settings/options.ts'

/** A known server, as far as documentation describes it: the reference server with its limits. */
export interface ScimServerProfile {
  readonly name: string
  readonly says: string
  /** The documentation of its limits. */
  readonly source: string
  readonly options: Partial<ScimServerOptions>
  /** The behaviour that options cannot express; it wraps the server as a deviation does. */
  readonly behaviour?: Deviation
}
