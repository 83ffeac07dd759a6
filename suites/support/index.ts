export {
  abilityOfDocument,
  type CreatedResource,
  createdFrom,
  read,
  requireDeclared,
  requireWritable,
  resourceFrom,
  settles,
  shows,
} from './resources.ts'
export { aSharedUser, sharedMembers, sharedUsers, userWithExistingName } from './shared-users.ts'
export { expectSuccess, isSuccess, outcomeOf } from './success.ts'
export { elementsOf, isAssigned, isDerivedFromName, member, stringAt, valueAt } from './values.ts'
