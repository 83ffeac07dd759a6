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
export { createJumpCloudApi, type JumpCloudApi } from './jumpcloud-api.ts'
export { jumpCloudDescription } from './openapi/document.ts'
export { type RadiusVerdict, radiusVerdict } from './radius/authenticate.ts'
export type { ApiRecorder, RecordedCall } from './recorder/recorder.ts'
export { ROLES, type Role } from './records/roles.ts'
export { type ValidationRule, validationRules } from './records/rules.ts'
export type { SystemUser } from './records/system-user.ts'
export { DEFAULT_KEY } from './service/fill-store.ts'
export type {
  AdminOptions,
  JumpCloudApiOptions,
  OrganizationOptions,
  ServiceAccountOptions,
} from './service/options.ts'
export { DEFAULT_SWITCHES, InvalidSwitch, parseSwitch, type Switches } from './settings/switches.ts'
export { UnusableDatabase } from './store/database.ts'
export type { JumpCloudStore, RadiusServer, UserGroup } from './store/jumpcloud-store.ts'
export {
  type JumpCloudWorkerOptions,
  type JumpCloudWriter,
  listenJumpCloudWorker,
  openJumpCloudWriter,
} from './workers.ts'
