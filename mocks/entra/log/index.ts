export {
  type LogContext,
  type LoggedOutcome,
  logEntry,
  type ModifiedProperty,
  type ScopingFacts,
} from './provisioning-log.ts'
export { InvalidLog, type LogForm, type LogRecord, type ReadLog, readProvisioningLog } from './read-log.ts'
