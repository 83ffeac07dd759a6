import { arrivalDeviations } from './arrival.ts'
import type { FrontDeviation } from './front-deviation.ts'
import { stateDeviations } from './states.ts'
import { valueDeviations } from './values.ts'

/** Ways to make JumpCloud's SCIM server wrong; they are caught by checks that see what it writes to the JumpCloud API. */
export const jumpCloudDeviations: readonly FrontDeviation[] = [
  ...valueDeviations,
  ...stateDeviations,
  ...arrivalDeviations,
]
