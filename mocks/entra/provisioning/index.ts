export { errorCodeOf } from './error-code.ts'
export { type Synchronisation, type SynchronisationOptions, synchronise } from './synchronise.ts'
