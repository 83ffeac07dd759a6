export {
  type LogContext,
  type LoggedOutcome,
  logEntry,
  type ModifiedProperty,
  type ScopingFacts,
} from './provisioning-log.ts'
