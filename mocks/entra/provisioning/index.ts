export { errorCodeOf, failureReason } from './error-code.ts'
export {
  createUnmatched,
  findMatch,
  type Match,
  type Synchronisation,
  type SynchronisationOptions,
  synchronise,
  updateShown,
} from './synchronise.ts'
