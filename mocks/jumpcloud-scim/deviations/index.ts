import { apiErrorDeviations } from './api-errors.ts'
import { arrivalDeviations } from './arrival.ts'
import { disabledDeviations } from './disabled.ts'
import { FORMER_NAMES } from './former-names.ts'
import type { FrontDeviation } from './front-deviation.ts'
import { rememberedCopyDeviations } from './remembered-copies.ts'
import { secretDeviations } from './secrets.ts'
import { sideEffectDeviations } from './side-effects.ts'
import { stateDeviations } from './states.ts'
import { valueDeviations } from './values.ts'
import { timeDeviations, writtenValueDeviations } from './written-values.ts'

/** Deviations of JumpCloud's SCIM server; the checks that observe its writes to the JumpCloud API detect them. */
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

/** Finds a deviation of this server by its current or former name; undefined if there is none. */
export function findJumpCloudDeviation(name: string): FrontDeviation | undefined {
  const current = Object.hasOwn(FORMER_NAMES, name) ? FORMER_NAMES[name] : name
  return jumpCloudDeviations.find((deviation) => deviation.name === current)
}
