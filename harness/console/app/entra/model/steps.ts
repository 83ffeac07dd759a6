import { readJson } from '../../../../../reports/text/index.ts'
import type { Json, JsonObject } from '../graph/types.ts'
import { isObject, memberOf, objectsOf, shown, textOf } from './json.ts'

/** The outcome of a step or of an operation. */
export type StepStatus = 'success' | 'warning' | 'failure' | 'skipped'

/** A step of provisioning one object. */
export interface Step {
  readonly title: string
  readonly outcome: StepStatus
  readonly description: string
  readonly details: readonly (readonly [name: string, value: string])[]
}

/** An attribute that was written. */
export interface ChangedProperty {
  readonly name: string
  readonly before: string
  readonly after: string
}

/** The provisioning of one object: an entry of the provisioning log, or the result of provisioning on demand. */
export interface ObjectResult {
  readonly action: string
  readonly outcome: StepStatus
  readonly identity: string
  readonly sourceId: string
  readonly targetId: string
  readonly errorCode: string
  readonly reason: string
  readonly steps: readonly Step[]
  readonly changes: readonly ChangedProperty[]
}

/** An entry of the provisioning log. */
export interface LogRow extends ObjectResult {
  readonly id: string
  readonly at: string
  readonly kind: string
  readonly milliseconds: number | undefined
}

/** The portal's titles of the steps, by their type. */
const TITLES: Readonly<Record<string, (kind: string) => string>> = {
  import: (kind) => `Import ${kind}`,
  scoping: (kind) => `Determine if ${kind} is in scope`,
  matching: (kind) => `Match ${kind} between source and target system`,
  processing: () => 'Process',
  referenceresolution: () => 'Resolve references',
  export: () => 'Perform action',
}

const OUTCOMES: readonly StepStatus[] = ['success', 'warning', 'failure', 'skipped']
const outcomeOf = (text: string): StepStatus => OUTCOMES.find((known) => known === text.toLowerCase()) ?? 'skipped'

/** The actions of the log, in the portal's words. */
const ACTION_WORDS: Readonly<Record<string, string>> = {
  create: 'Create',
  update: 'Update',
  delete: 'Delete',
  stageddelete: 'Staged delete',
  disable: 'Disable',
  other: 'Other',
}

/** Reads the result of `provisionOnDemand`, whose key and value are JSON in strings. */
export function readOnDemand({ key, value }: { readonly key: string; readonly value: string }): ObjectResult {
  const parsed = readJson<Json>(value)
  // Microsoft Graph sometimes returns a list with one element.
  const result = Array.isArray(parsed) ? (parsed as readonly Json[])[0] : parsed
  const info = memberOf(result, 'statusInfo')
  const head = readJson<Json>(key)
  const error = memberOf(head, 'details')
  const kind = textOf(memberOf(result, 'sourceIdentity'), 'type')
  return {
    action: actionOf(textOf(result, 'action')),
    outcome: outcomeOf(textOf(info, 'status') || textOf(head, 'result')),
    identity: textOf(result, 'reportableIdentifier'),
    sourceId: textOf(memberOf(result, 'sourceIdentity'), 'id'),
    targetId: textOf(memberOf(result, 'targetIdentity'), 'id'),
    errorCode: textOf(info, 'errorCode') || textOf(error, 'errorCode'),
    reason: textOf(info, 'reason') || textOf(error, 'errorMessage'),
    steps: objectsOf(memberOf(result, 'provisioningSteps')).map((step) => stepOf(step, textOf(step, 'type'), kind)),
    changes: changesOf(result),
  }
}

/** Reads an entry of the provisioning log. */
export function readLogEntry(entry: JsonObject): LogRow {
  const info = entry['provisioningStatusInfo']
  const error = memberOf(info, 'errorInformation')
  const source = entry['sourceIdentity']
  const duration = entry['durationInMilliseconds']
  const kind = textOf(source, 'identityType')
  return {
    id: textOf(entry, 'id'),
    at: textOf(entry, 'activityDateTime'),
    kind,
    milliseconds: typeof duration === 'number' ? duration : undefined,
    action: actionOf(textOf(entry, 'provisioningAction')),
    outcome: outcomeOf(textOf(info, 'status')),
    identity: textOf(source, 'displayName'),
    sourceId: textOf(source, 'id'),
    targetId: textOf(entry['targetIdentity'], 'id'),
    errorCode: textOf(error, 'errorCode'),
    reason: textOf(error, 'reason'),
    steps: objectsOf(entry['provisioningSteps']).map((step) =>
      stepOf(step, textOf(step, 'provisioningStepType'), kind),
    ),
    changes: changesOf(entry),
  }
}

const actionOf = (name: string): string => ACTION_WORDS[name.toLowerCase()] ?? name

function stepOf(step: JsonObject, type: string, kind: string): Step {
  const name = textOf(step, 'name')
  const details = memberOf(step, 'details')
  return {
    title:
      name === 'Testconnection'
        ? 'Test connection'
        : (TITLES[type.toLowerCase()]?.(kind.toLowerCase() || 'user') ?? (type || name)),
    outcome: outcomeOf(textOf(step, 'status')),
    description: textOf(step, 'description'),
    details: isObject(details) ? Object.entries(details).map(([key, value]) => [key, shown(value)] as const) : [],
  }
}

const changesOf = (result: Json | undefined): readonly ChangedProperty[] =>
  objectsOf(memberOf(result, 'modifiedProperties')).map((property) => ({
    name: textOf(property, 'displayName'),
    before: shown(property['oldValue']),
    after: shown(property['newValue']),
  }))
