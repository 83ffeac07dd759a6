/** The mock JumpCloud API, to which a bridge or a SCIM server writes, and its recorder. */

export {
  FAULTS,
  type Fault,
  type FaultRule,
  InvalidFault,
  type Listening as ListeningJumpCloudApi,
  parseFault,
  parseRateLimit,
  type RateLimit,
} from '../serving/index.ts'
export { ROLES, type Role } from './auth/roles.ts'
export { createJumpCloudApi, type JumpCloudApi } from './jumpcloud-api.ts'
export { jumpCloudDescription } from './openapi/document.ts'
export type {
  AdminOptions,
  JumpCloudApiOptions,
  OrganizationOptions,
  ServiceAccountOptions,
} from './options.ts'
export { type RadiusVerdict, radiusVerdict } from './radius/authenticate.ts'
export type { ApiRecorder, RecordedCall } from './recorder/recorder.ts'
export { UnusableDatabase } from './store/database.ts'
export { DEFAULT_KEY } from './store/fill-store.ts'
export type { JumpCloudStore, RadiusServer, UserGroup } from './store/jumpcloud-store.ts'
export { DEFAULT_SWITCHES, InvalidSwitch, parseSwitch, type Switches } from './switches.ts'
export { type ValidationRule, validationRules } from './users/rules.ts'
export type { SystemUser } from './users/system-user.ts'
