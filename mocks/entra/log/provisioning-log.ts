import type { JsonObject, JsonValue } from '../../protocol/index.ts'
import { type LogContext, type LoggedOutcome, SOURCE_SYSTEM } from './logged-outcome.ts'
import { stepsOf } from './provisioning-steps.ts'

/** The directory of a non-gallery application in schemas and logs. */
const TARGET_SYSTEM = 'customappsso'

/** One line of the provisioning log in the shape of Graph's `GET /auditLogs/provisioning` (provisioningObjectSummary). */
export function logEntry(outcome: LoggedOutcome, context: LogContext): JsonObject {
  const { kind, sourceId, targetId, displayName, action, status } = outcome
  const identityType = kind === 'user' ? 'User' : 'Group'
  const principal = { id: context.servicePrincipalId, displayName: context.application }
  return {
    id: context.id,
    activityDateTime: context.at.toISOString(),
    tenantId: context.tenantId,
    jobId: context.jobId,
    cycleId: context.cycleId,
    changeId: context.changeId,
    provisioningAction: action,
    durationInMilliseconds: Math.round(outcome.durationMs),
    servicePrincipal: principal,
    sourceSystem: { id: context.tenantId, displayName: SOURCE_SYSTEM, details: {} },
    targetSystem: {
      id: context.servicePrincipalId,
      displayName: TARGET_SYSTEM,
      details: {
        ApplicationId: context.applicationId,
        ServicePrincipalId: context.servicePrincipalId,
        ServicePrincipalDisplayName: context.application,
      },
    },
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    sourceIdentity: { id: sourceId, displayName, identityType, details: identityDetails(outcome, identityType) },
    targetIdentity: {
      id: targetId ?? '',
      displayName: targetId === undefined ? '' : displayName,
      identityType,
      details: {},
    },
    provisioningStatusInfo: {
      status,
      errorInformation:
        outcome.errorCode === undefined
          ? null
          : {
              errorCode: outcome.errorCode,
              reason: outcome.reason ?? '',
              additionalDetails: null,
              errorCategory: 'nonServiceFailure',
              recommendedAction: null,
            },
    },
    provisioningSteps: stepsOf(outcome, context),
    modifiedProperties: outcome.modified.map((property) => ({
      displayName: property.displayName,
      oldValue: shown(property.oldValue),
      newValue: shown(property.newValue),
    })),
  }
}

function identityDetails({ sourceId, displayName, source }: LoggedOutcome, odatatype: string): JsonObject {
  const principalName = source?.['userPrincipalName']
  return {
    id: sourceId,
    odatatype,
    DisplayName: displayName,
    ...(typeof principalName === 'string' ? { UserPrincipalName: principalName } : {}),
  }
}

function shown(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
