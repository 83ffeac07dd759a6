import type { JsonObject } from '../../../protocol/index.ts'
import type { AuditRule, GraphAnswer, GraphCall } from '../api/route.ts'

const TYPES: Readonly<Record<AuditRule['category'], string>> = {
  ProvisioningManagement: 'ServicePrincipal',
  ApplicationManagement: 'ServicePrincipal',
  UserManagement: 'User',
  GroupManagement: 'Group',
}

/** Returns the entry of the audit log for a successful call (Graph, `directoryAudit`). */
export function auditEntry(
  { activity, category }: AuditRule,
  { graph, params }: GraphCall,
  { json = {} }: GraphAnswer,
  requestId: string,
): JsonObject {
  const principal = json['servicePrincipal'] ?? json
  const { id, displayName } = principal as JsonObject
  const [first] = Object.values(params)
  return auditOf({
    id: graph.guid(),
    at: graph.clock.now(),
    activity,
    category,
    correlationId: requestId,
    target: {
      id: first ?? (typeof id === 'string' ? id : null),
      displayName: typeof displayName === 'string' ? displayName : null,
      type: TYPES[category],
    },
  })
}

/** The facts of an entry of the audit log. */
export interface AuditFacts {
  readonly id: string
  readonly at: Date
  readonly activity: string
  readonly category: AuditRule['category']
  readonly correlationId: string
  readonly target: { readonly id: string | null; readonly displayName: string | null; readonly type: string }
  readonly reason?: string
}

export function auditOf({ id, at, activity, category, correlationId, target, reason = '' }: AuditFacts): JsonObject {
  return {
    id,
    category,
    correlationId,
    result: reason === '' ? 'success' : 'failure',
    resultReason: reason,
    activityDisplayName: activity,
    activityDateTime: at.toISOString(),
    loggedByService: category === 'ProvisioningManagement' ? 'Account Provisioning' : 'Core Directory',
    operationType: activity.split(' ')[0] ?? activity,
    initiatedBy: {
      user: null,
      app: { appId: null, displayName: 'scim-rehearsal', servicePrincipalId: null, servicePrincipalName: null },
    },
    targetResources: [{ ...target, modifiedProperties: [] }],
    additionalDetails: [],
  }
}
