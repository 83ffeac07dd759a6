import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/index.ts'
import { logEntry, type OnDemandReport, type OnDemandStep } from '../../index.ts'

/** The circumstances of provisioning an object on demand, for the log and the response. */
export interface OnDemandCircumstances {
  readonly context: Parameters<typeof logEntry>[1]
  readonly startedAt: Date
  readonly durationMs: number
  /** The type of the target object, as the schema names it. */
  readonly targetType: string
}

/** The entry of the provisioning log; undefined if the object was not read or the server not reached. */
export function onDemandEntry(
  { outcome }: OnDemandReport,
  { context, durationMs }: OnDemandCircumstances,
): JsonObject | undefined {
  return outcome === undefined ? undefined : logEntry({ ...outcome, durationMs }, context)
}

/**
 * Returns the response of `provisionOnDemand`: a key and a value, each JSON in a string (Graph documentation,
 * "synchronizationJob: provisionOnDemand").
 */
export function onDemandAnswer(
  report: OnDemandReport,
  entry: JsonObject | undefined,
  circumstances: OnDemandCircumstances,
): { readonly key: string; readonly value: string } {
  const value = entry === undefined ? unreachedValue(report, circumstances) : entryValue(entry, report, circumstances)
  const status = value['statusInfo'] as JsonObject
  const details =
    status['errorCode'] === null
      ? null
      : { errorCode: status['errorCode'] ?? null, errorMessage: status['reason'] ?? null }
  return { key: JSON.stringify({ result: status['status'] ?? null, details }), value: JSON.stringify(value) }
}

function entryValue(entry: JsonObject, report: OnDemandReport, circumstances: OnDemandCircumstances): JsonObject {
  const { startedAt, durationMs, targetType } = circumstances
  const endTime = new Date(startedAt.getTime() + durationMs).toISOString()
  const [source, target] = [objectOf(entry['sourceIdentity']), objectOf(entry['targetIdentity'])]
  const info = objectOf(entry['provisioningStatusInfo'])
  const error = isJsonObject(info['errorInformation']) ? info['errorInformation'] : undefined
  const steps = Array.isArray(entry['provisioningSteps']) ? entry['provisioningSteps'] : []
  return {
    action: capital(entry['provisioningAction']),
    changeId: entry['changeId'] ?? null,
    startTime: startedAt.toISOString(),
    endTime,
    reportableIdentifier: source['displayName'] ?? null,
    modifiedProperties: entry['modifiedProperties'] ?? [],
    provisioningSteps: [...steps.map((step) => entryStep(objectOf(step), endTime)), ...memberSteps(report, endTime)],
    statusInfo: {
      status: capital(info['status']),
      errorCode: error?.['errorCode'] ?? null,
      reason: error?.['reason'] ?? null,
      additionalDetails: null,
      errorCategory: error === undefined ? null : 'NonServiceFailure',
      recommendedAction: null,
    },
    sourceIdentity: {
      id: source['id'] ?? null,
      type: source['identityType'] ?? null,
      displayName: source['displayName'] ?? null,
      details: {},
    },
    sourceSystem: systemOf(entry['sourceSystem']),
    targetIdentity: {
      id: target['id'] ?? null,
      type: targetType,
      displayName: target['displayName'] ?? null,
      details: {},
    },
    targetSystem: systemOf(entry['targetSystem']),
  }
}

const objectOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {})
const capital = (value: JsonValue | undefined): string => {
  const text = typeof value === 'string' ? value : ''
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function systemOf(value: JsonValue | undefined): JsonObject {
  const { id = null, displayName = null, details = {} } = objectOf(value)
  return { id, name: displayName, details }
}

const entryStep = (step: JsonObject, timestamp: string): JsonObject => ({
  name: step['name'] ?? '',
  type: capital(step['provisioningStepType']),
  status: capital(step['status']),
  description: step['description'] ?? '',
  timestamp,
  details: step['details'] ?? {},
})

/** Members of a provisioned group are a second action of the portal. */
function memberSteps({ steps }: OnDemandReport, timestamp: string): JsonObject[] {
  const [, ...more] = steps.filter(({ name }) => name === 'Action')
  return more.map((step) => portalStep(step, timestamp))
}

const TYPES: Readonly<Record<OnDemandStep['name'], string>> = {
  'Test connection': 'Import',
  Import: 'Import',
  Scope: 'Scoping',
  Match: 'Matching',
  Action: 'Export',
}

const portalStep = ({ name, status, description, details }: OnDemandStep, timestamp: string): JsonObject => ({
  name: name.replaceAll(' ', ''),
  type: TYPES[name],
  status: capital(status),
  description,
  timestamp,
  details,
})

/** Returns the value of the response if nothing was evaluated; the steps give the reason. */
function unreachedValue(
  { steps }: OnDemandReport,
  { context, startedAt, durationMs }: OnDemandCircumstances,
): JsonObject {
  const endTime = new Date(startedAt.getTime() + durationMs).toISOString()
  const last = steps.at(-1)
  const isFailed = last?.status === 'failure'
  return {
    action: 'Other',
    changeId: context.changeId,
    startTime: startedAt.toISOString(),
    endTime,
    reportableIdentifier: null,
    modifiedProperties: [],
    provisioningSteps: steps.map((step) => portalStep(step, endTime)),
    statusInfo: {
      status: isFailed ? 'Failure' : 'Skipped',
      errorCode: last?.name === 'Test connection' ? 'CredentialValidationUnavailable' : 'ImportSkipped',
      reason: last?.description ?? '',
      additionalDetails: null,
      errorCategory: 'NonServiceFailure',
      recommendedAction: null,
    },
    sourceIdentity: null,
    sourceSystem: null,
    targetIdentity: null,
    targetSystem: null,
  }
}
