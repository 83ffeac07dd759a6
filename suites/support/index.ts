export {
  abilityOfDocument,
  becomesTrue,
  type CreatedResource,
  createdFrom,
  eventuallyReturns,
  read,
  requireDeclared,
  requireWritable,
  resourceFrom,
  schemaPath,
  undeclaredReason,
} from './resources.ts'
export { aSharedUser, sharedMembers, sharedUsers, userWithExistingName } from './shared-users.ts'
export { expectSuccess, isSuccess, outcomeOf } from './success.ts'
export { elementsOf, isAssigned, isDerivedFromName, member, stringAt, valueAt } from './values.ts'
