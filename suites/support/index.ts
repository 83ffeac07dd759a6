export {
  abilityOfDocument,
  type Made,
  madeFrom,
  read,
  requireDeclared,
  requireWritable,
  resourceFrom,
  settles,
  shows,
} from './resources.ts'
export { aSharedUser, sharedMembers, sharedUsers, userOfTakenName } from './shared-users.ts'
export { expectTaken, isTaken, outcomeOf } from './taken.ts'
export { elementsOf, isAssigned, isMadeOfName, member, textAt, valueAt } from './values.ts'
