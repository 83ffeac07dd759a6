/** JumpCloud's SCIM server: the reference server over a store that writes to the JumpCloud API by HTTP, with the caller's key. */
export { findJumpCloudDeviation, jumpCloudDeviations } from './deviations/index.ts'
export {
  type JumpCloudScimListenOptions,
  type JumpCloudScimOptions,
  jumpCloudScim,
  listenJumpCloudScim,
} from './jumpcloud-scim.ts'
export { PROPERTIES, type PropertyRow } from './properties.ts'
export {
  DEFAULT_SWITCHES,
  InvalidFrontSwitch,
  type JumpCloudScimSwitches,
  parseFrontSwitch,
  SWITCH_NAMES,
} from './switches.ts'
