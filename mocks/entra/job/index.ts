export { type JobClock, realClock, virtualClock } from './clock.ts'
export { guidFrom } from './guid.ts'
export {
  type ClientBehaviour,
  CYCLE_INTERVAL,
  DEFAULT_IDENTITY,
  type JobIdentity,
  type ObjectAction,
  type ProvisioningJobOptions,
} from './job-options.ts'
export {
  type CycleCounts,
  type CycleRecord,
  type JobRecord,
  newJobRecord,
  type QuarantineRecord,
} from './job-record.ts'
export { type Escrow, InvalidJobState, type JobState, type Link, openJobState } from './job-state.ts'
export type { JobStatus } from './job-status.ts'
export {
  ON_DEMAND_MEMBERS,
  type OnDemandOptions,
  type OnDemandReport,
  type OnDemandStep,
  provisionOnDemand,
  reportOnDemand,
} from './on-demand.ts'
export { createProvisioningJob, type ProvisioningJob } from './provisioning-job.ts'
export { judgeFailures, QUARANTINE_LIMITS, type QuarantineReason } from './quarantine.ts'
export type { ReadBackDifference, ReadBackUser } from './read-back.ts'
export { InvalidResetScope, parseResetScopes, type ResetScope } from './reset-scope.ts'
export { ESCROW_DAYS, nextAttempt } from './retry-schedule.ts'
