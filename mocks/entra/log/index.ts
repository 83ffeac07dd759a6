export type { LogContext, LoggedOutcome, ModifiedProperty, ScopingFacts } from './logged-outcome.ts'
export { logEntry } from './provisioning-log.ts'
export { InvalidLog, type LogForm, type LogRecord, type ReadLog, readProvisioningLog } from './read-log.ts'
