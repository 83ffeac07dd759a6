import { apiErrorDeviations } from './api-errors.ts'
import { arrivalDeviations } from './arrival.ts'
import { disabledDeviations } from './disabled.ts'
import type { FrontDeviation } from './front-deviation.ts'
import { rememberedCopyDeviations } from './remembered-copies.ts'
import { secretDeviations } from './secrets.ts'
import { sideEffectDeviations } from './side-effects.ts'
import { stateDeviations } from './states.ts'
import { valueDeviations } from './values.ts'
import { timeDeviations, writtenValueDeviations } from './written-values.ts'

/** Ways to make JumpCloud's SCIM server wrong; they are caught by checks that see what it writes to the JumpCloud API. */
export const jumpCloudDeviations: readonly FrontDeviation[] = [
  ...valueDeviations,
  ...writtenValueDeviations,
  ...timeDeviations,
  ...stateDeviations,
  ...disabledDeviations,
  ...sideEffectDeviations,
  ...rememberedCopyDeviations,
  ...arrivalDeviations,
  ...apiErrorDeviations,
  ...secretDeviations,
]
