export { errorCodeOf, failureReason } from './error-code.ts'
export { findMatch, type Match, type Synchronisation, type SynchronisationOptions, synchronise } from './synchronise.ts'
