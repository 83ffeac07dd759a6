import { InvalidSwitch, parseSwitch, type Switches } from '../../mocks/jumpcloud-api/index.ts'
import {
  SWITCH_NAMES as FRONT_SWITCH_NAMES,
  InvalidFrontSwitch,
  type JumpCloudScimSwitches,
  parseFrontSwitch,
} from '../../mocks/jumpcloud-scim/index.ts'
import { UsageError } from './usage-error.ts'

/** What `--switch` decided, by server. */
export interface ServeSwitches {
  readonly api: Partial<Switches>
  readonly front: Partial<JumpCloudScimSwitches>
}

/** Collects `--switch name=value`; the name says which server it concerns. Throws UsageError. */
export function switchOption(text: string, { api, front }: ServeSwitches = { api: {}, front: {} }): ServeSwitches {
  try {
    const ofFront = parseFrontSwitch(text)
    return ofFront === undefined
      ? { api: { ...api, ...parseSwitch(text) }, front }
      : { api, front: { ...front, ...ofFront } }
  } catch (error) {
    if (error instanceof InvalidFrontSwitch) throw new UsageError(`--switch: ${error.message}`)
    if (error instanceof InvalidSwitch)
      throw new UsageError(
        `--switch: ${error.message}${/^\w+=/.test(text) && error.message.includes('takes') ? '' : `; of jumpcloud-scim: ${FRONT_SWITCH_NAMES.join(', ')}`}`,
      )
    throw error
  }
}
