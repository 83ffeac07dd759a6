import type { Deviation } from '../../scim-server/index.ts'
import type { Transport } from '../../transport/index.ts'

/** A deviation of JumpCloud's SCIM server, which can also change its calls to the JumpCloud API. */
export interface FrontDeviation extends Deviation {
  readonly api?: (correct: Transport) => Transport
}
