import type { JsonObject, JsonValue } from '../../protocol/index.ts'
import type { ObjectKind } from '../tenant/index.ts'

/** What an entry tells (Graph, `provisioningObjectSummary`). */
export interface LoggedOutcome {
  readonly kind: ObjectKind
  readonly sourceId: string
  readonly targetId: string | undefined
  readonly displayName: string
  readonly action: 'create' | 'update' | 'delete' | 'stageddelete' | 'disable' | 'other'
  readonly status: 'success' | 'failure' | 'skipped' | 'warning'
  readonly errorCode?: string
  readonly reason?: string
  readonly skipReason?: string
  readonly modified: readonly ModifiedProperty[]
  readonly durationMs: number
}

/** One property before and after. */
export interface ModifiedProperty {
  readonly displayName: string
  readonly oldValue: JsonValue | undefined
  readonly newValue: JsonValue | undefined
}

/** Of which job and cycle, and when. */
export interface LogContext {
  readonly id: string
  readonly changeId: string
  readonly jobId: string
  readonly cycleId: string
  readonly tenantId: string
  readonly application: string
  readonly at: Date
}

/** One line of the provisioning log in the shape of Graph's `GET /auditLogs/provisioning` (provisioningObjectSummary). */
export function logEntry(outcome: LoggedOutcome, context: LogContext): JsonObject {
  const { kind, sourceId, targetId, displayName, action, status } = outcome
  const identityType = kind === 'user' ? 'User' : 'Group'
  return {
    id: context.id,
    activityDateTime: context.at.toISOString(),
    tenantId: context.tenantId,
    jobId: context.jobId,
    cycleId: context.cycleId,
    changeId: context.changeId,
    provisioningAction: action,
    durationInMilliseconds: Math.round(outcome.durationMs),
    sourceSystem: { id: context.tenantId, displayName: 'Microsoft Entra ID', details: {} },
    targetSystem: { id: context.jobId, displayName: context.application, details: {} },
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    servicePrincipal: { id: context.jobId, displayName: context.application },
    sourceIdentity: { id: sourceId, displayName, identityType, details: {} },
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
    provisioningSteps: stepsOf(outcome),
    modifiedProperties: outcome.modified.map((property) => ({
      displayName: property.displayName,
      oldValue: shown(property.oldValue),
      newValue: shown(property.newValue),
    })),
  }
}

const SUFFIXES: Readonly<Record<LoggedOutcome['action'], string>> = {
  create: 'Add',
  update: 'Update',
  disable: 'Update',
  delete: 'Delete',
  stageddelete: 'Delete',
  other: '',
}

function stepsOf({ action, status, skipReason, reason, errorCode, displayName }: LoggedOutcome): JsonValue[] {
  const suffix = SUFFIXES[action]
  const step = (name: string, provisioningStepType: string, of: string, description: string): JsonObject => ({
    name,
    provisioningStepType,
    status: of,
    description,
    details: { ReportableIdentifier: displayName },
  })
  const imported = step(`EntryImport${suffix}`, 'import', 'success', `Retrieved ${displayName} from Microsoft Entra ID`)
  if (status === 'skipped')
    return [
      imported,
      step('EntrySynchronizationSkipped', 'scoping', 'skipped', `SkipReason: ${skipReason ?? reason ?? ''}`),
    ]
  const matched = step(
    `EntrySynchronization${suffix}`,
    'matching',
    'success',
    `${displayName} is to be synchronized (${action})`,
  )
  const exported = step(
    `EntryExport${suffix}`,
    'export',
    status,
    status === 'success'
      ? `${displayName}: ${action} was answered with success`
      : `${errorCode ?? ''}: ${reason ?? ''}`,
  )
  return [imported, step('EntryScoping', 'scoping', 'success', 'The object is in scope'), matched, exported]
}

function shown(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
