import type { JsonObject } from '../../protocol/index.ts'
import { type LogContext, type LoggedOutcome, type ScopingFacts, SOURCE_SYSTEM } from './logged-outcome.ts'

/** The suffix of step names and the words for a change, by action. */
const CHANGES: Readonly<Record<LoggedOutcome['action'], readonly [suffix: string, done: string, verb: string]>> = {
  create: ['Add', 'created', 'create'],
  update: ['Update', 'updated', 'update'],
  disable: ['Update', 'disabled', 'disable'],
  delete: ['Delete', 'deleted', 'delete'],
  stageddelete: ['Delete', 'deleted', 'delete'],
  other: ['', 'provisioned', 'provision'],
}

/**
 * Returns the steps of one entry, in the order of the job's switch (Microsoft documentation, "Understanding
 * provisioning logs"; Graph's samples).
 */
export function stepsOf(outcome: LoggedOutcome, context: LogContext): JsonObject[] {
  const scoping = outcome.scoping === undefined ? [] : [scopingStep(outcome, outcome.scoping)]
  const matching = matchingStep(outcome, context)
  const decided = context.matching === 'before-scope' ? [...matching, ...scoping] : [...scoping, ...matching]
  return [importStep(outcome), ...decided, lastStep(outcome, context)]
}

function step(
  name: string,
  provisioningStepType: string,
  status: string,
  description: string,
  details: JsonObject = {},
): JsonObject {
  return { name, provisioningStepType, status, description, details }
}

const typeOf = ({ kind }: LoggedOutcome): string => (kind === 'user' ? 'User' : 'Group')

function importStep(outcome: LoggedOutcome): JsonObject {
  const [suffix] = CHANGES[outcome.action]
  const object = `${typeOf(outcome)} '${outcome.displayName}'`
  const description =
    suffix === ''
      ? `Retrieved ${object} from ${SOURCE_SYSTEM}`
      : `Received ${object} change of type (${suffix}) from ${SOURCE_SYSTEM}`
  return step(`EntryImport${suffix}`, 'import', 'success', description, sourceDetails(outcome))
}

/** Returns attributes as strings, without absent ones. */
function sourceDetails({ sourceId, source = {} }: LoggedOutcome): JsonObject {
  // This runs for each object of a cycle, and building it from lists of entries takes twice as long.
  const details: JsonObject = {}
  for (const name in source) {
    const value = source[name]
    if (value === null || value === undefined || typeof value === 'object') continue
    details[name] = typeof value === 'boolean' ? trueOrFalse(value) : String(value)
  }
  details['objectId'] = sourceId
  return details
}

const trueOrFalse = (value: boolean): string => (value ? 'True' : 'False')

function scopingStep(outcome: LoggedOutcome, { isActive, isAssigned, isInScope }: ScopingFacts): JsonObject {
  const isEntitled = isActive && isAssigned && isInScope
  return step(
    'EntrySynchronizationScoping',
    'scoping',
    isEntitled || outcome.action === 'disable' || outcome.action === 'delete' ? 'success' : 'skipped',
    `Determine if ${typeOf(outcome)} in scope by evaluating against each scoping filter`,
    {
      'Active in the source system': trueOrFalse(isActive),
      'Assigned to the application': trueOrFalse(isAssigned),
      [`${typeOf(outcome)} has the required role`]: trueOrFalse(isAssigned),
      'Scoping filter evaluation passed': trueOrFalse(isInScope),
      ScopeEvaluationResult: '{}',
    },
  )
}

/** Returns the step with the matched object and its consequence; absent if matching failed or was not needed. */
function matchingStep(outcome: LoggedOutcome, { application }: LogContext): JsonObject[] {
  const { action, status, displayName, targetId } = outcome
  const object = `${typeOf(outcome)} '${displayName}'`
  const [suffix, done] = CHANGES[action]
  if (suffix === '') {
    if (status === 'failure' || targetId === undefined) return []
    return [step('EntryImport', 'matching', 'success', `Retrieved ${object} from ${application}`, { id: targetId })]
  }
  const found =
    action === 'create'
      ? `but no matching ${typeOf(outcome)} was found in ${application}`
      : `and a matching ${typeOf(outcome)} was found in ${application}`
  const isLeaving = action === 'delete' || action === 'stageddelete' || action === 'disable'
  const state = isLeaving ? 'not active or not assigned' : 'active and assigned'
  const description = `${object} will be ${done} in ${application} (${typeOf(outcome)} is ${state} in ${SOURCE_SYSTEM}, ${found})`
  return [step(`EntrySynchronization${suffix}`, 'matching', 'success', description)]
}

function lastStep(outcome: LoggedOutcome, { application }: LogContext): JsonObject {
  const { action, status, displayName, errorCode = '', reason = '' } = outcome
  const object = `${typeOf(outcome)} '${displayName}'`
  const [suffix, done, verb] = CHANGES[action]
  const details = { ReportableIdentifier: displayName }
  if (status === 'skipped')
    return step('EntrySynchronizationSkip', 'export', 'skipped', reason === '' ? `SkipReason: ${errorCode}` : reason, {
      ...details,
      SkipReason: errorCode,
    })
  const description =
    status === 'success' ? `${object} was ${done} in ${application}` : `Failed to ${verb} ${object} in ${application}`
  return step(`EntryExport${suffix}`, 'export', status, description, {
    ...details,
    ...(errorCode === '' ? {} : { ErrorCode: errorCode }),
  })
}
