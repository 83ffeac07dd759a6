/** The mock JumpCloud API: what a bridge or a SCIM server writes to, and the record of it. */
export { createJumpCloudApi, type JumpCloudApi, type ListeningJumpCloudApi } from './http/jumpcloud-api.ts'
export { type AdminOptions, type JumpCloudApiOptions, ROLES, type Role } from './http/options.ts'
export type { ApiRecorder, RecordedCall } from './recorder/recorder.ts'
export type { SystemUserStore } from './store/system-user-store.ts'
export { type ValidationRule, type ValidationSwitches, validationRules } from './users/rules.ts'
export type { SystemUser } from './users/system-user.ts'
