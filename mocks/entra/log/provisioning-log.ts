import type { JsonObject, JsonValue } from '../../protocol/index.ts'
import type { EntraSwitches } from '../switches/index.ts'
import type { ObjectKind } from '../tenant/index.ts'
import { stepsOf } from './provisioning-steps.ts'

/** The content of an entry (Graph, `provisioningObjectSummary`). */
export interface LoggedOutcome {
  readonly kind: ObjectKind
  readonly sourceId: string
  readonly targetId: string | undefined
  readonly displayName: string
  /** The object's attributes in the tenant; absent once it is deleted for good. */
  readonly source?: Readonly<Record<string, unknown>>
  /** The facts that decided about the scope; absent if nothing was evaluated. */
  readonly scoping?: ScopingFacts
  readonly action: 'create' | 'update' | 'delete' | 'stageddelete' | 'disable' | 'other'
  readonly status: 'success' | 'failure' | 'skipped' | 'warning'
  readonly errorCode?: string
  readonly reason?: string
  readonly modified: readonly ModifiedProperty[]
  readonly durationMs: number
}

/** The facts that decide whether an object is in scope. */
export interface ScopingFacts {
  readonly isActive: boolean
  readonly isAssigned: boolean
  readonly isInScope: boolean
}

/** One property before and after the change. */
export interface ModifiedProperty {
  readonly displayName: string
  readonly oldValue: JsonValue | undefined
  readonly newValue: JsonValue | undefined
}

/** The job and the cycle of an entry, and its time. */
export interface LogContext {
  readonly id: string
  readonly changeId: string
  readonly jobId: string
  readonly cycleId: string
  readonly tenantId: string
  readonly applicationId: string
  readonly servicePrincipalId: string
  /** Display name of the application and of its service principal. */
  readonly application: string
  readonly at: Date
  /** The step that is listed first. */
  readonly matching: EntraSwitches['matching']
}

/** The directory that the portal calls the source of every outbound job. */
export const SOURCE_SYSTEM = 'Azure Active Directory'
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
