export { type LogContext, type LoggedOutcome, logEntry, type ModifiedProperty } from './provisioning-log.ts'
