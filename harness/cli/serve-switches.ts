import { type EntraSwitches, InvalidEntraSwitch, parseEntraSwitch } from '../../mocks/entra/index.ts'
import { InvalidSwitch, parseSwitch, type Switches } from '../../mocks/jumpcloud-api/index.ts'
import {
  SWITCH_NAMES as FRONT_SWITCH_NAMES,
  InvalidFrontSwitch,
  type JumpCloudScimSwitches,
  parseFrontSwitch,
} from '../../mocks/jumpcloud-scim/index.ts'
import { UsageError } from './usage-error.ts'

/** The switches of `--switch`, by server. */
export interface ServeSwitches {
  readonly api: Partial<Switches>
  readonly front: Partial<JumpCloudScimSwitches>
  readonly entra: Partial<EntraSwitches>
}

/** The prefix of switches of `entra`, because some of their names are also those of other servers. */
const ENTRA = 'entra.'
const NONE: ServeSwitches = { api: {}, front: {}, entra: {} }

/** Collects `--switch name=value`; the name determines the server. Throws UsageError. */
export function switchOption(text: string, before: ServeSwitches = NONE): ServeSwitches {
  const { api, front, entra } = before
  try {
    if (text.startsWith(ENTRA)) return { ...before, entra: { ...entra, ...parseEntraSwitch(text.slice(ENTRA.length)) } }
    const ofFront = parseFrontSwitch(text)
    return ofFront === undefined
      ? { ...before, api: { ...api, ...parseSwitch(text) } }
      : { ...before, front: { ...front, ...ofFront } }
  } catch (error) {
    if (error instanceof InvalidEntraSwitch) throw new UsageError(`--switch ${ENTRA}…: ${error.message}`)
    if (error instanceof InvalidFrontSwitch) throw new UsageError(`--switch: ${error.message}`)
    if (error instanceof InvalidSwitch)
      throw new UsageError(
        `--switch: ${error.message}${/^\w+=/.test(text) && error.message.includes('takes') ? '' : `; of jumpcloud-scim: ${FRONT_SWITCH_NAMES.join(', ')}`}`,
      )
    throw error
  }
}
