import { type LogContext, type LoggedOutcome, logEntry } from '../../mocks/entra/index.ts'
import type { JsonObject } from '../../mocks/protocol/index.ts'

/** One failure for the log of a test. */
export interface LoggedFailure extends Partial<Pick<LoggedOutcome, 'kind' | 'action' | 'status'>> {
  readonly errorCode: string
  readonly reason?: string
  readonly name?: string
  readonly at?: string
}

/** Returns an entry in the form of Graph's `provisioningObjectSummary`. */
export function entryOf({
  errorCode,
  reason = '',
  name = 'jane',
  at = '2026-11-01T08:00:00Z',
  ...rest
}: LoggedFailure): JsonObject {
  const context: LogContext = {
    id: `id-${name}`,
    changeId: `change-${name}`,
    jobId: 'scim.1',
    cycleId: 'cycle',
    tenantId: 'tenant',
    applicationId: 'application',
    servicePrincipalId: 'principal',
    application: 'Contoso',
    at: new Date(at),
    matching: 'before-scope',
  }
  return logEntry(
    {
      kind: 'user',
      sourceId: `source-${name}`,
      targetId: undefined,
      displayName: name,
      source: { userPrincipalName: `${name}@contoso.example` },
      action: 'create',
      status: 'failure',
      modified: [],
      durationMs: 1,
      ...(errorCode === '' ? {} : { errorCode, reason }),
      ...rest,
    },
    context,
  )
}

/** The formats in which users have a provisioning log, each made from Graph's entries. */
export const LOG_FORMS: Readonly<Record<string, (entries: readonly JsonObject[]) => string>> = {
  'portal-json': (entries) => JSON.stringify(entries.map(asPortal)),
  'portal-csv': asCsv,
  graph: (entries) =>
    JSON.stringify(
      { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#auditLogs/provisioning', value: entries },
      null,
      2,
    ),
  ndjson: (entries) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  diagnostic: (entries) =>
    entries
      .map(
        (entry) =>
          `${JSON.stringify({ category: 'ProvisioningLogs', operationName: 'Provisioning activity', properties: asPortal(entry) })}\n`,
      )
      .join(''),
}

/** Renames members to those of Graph beta, which the portal's download and diagnostic settings still have. */
function asPortal(entry: JsonObject): JsonObject {
  const { provisioningAction, provisioningStatusInfo, ...rest } = entry
  const { status, errorInformation } = provisioningStatusInfo as JsonObject
  return {
    ...rest,
    action: capital(provisioningAction),
    statusInfo: { status: capital(status), ...(errorInformation as JsonObject) },
  }
}

function capital(value: unknown): string {
  const text = String(value)
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function asCsv(entries: readonly JsonObject[]): string {
  const quoted = (value: unknown): string => `"${String(value ?? '').replaceAll('"', '""')}"`
  const rows = entries.map((entry) => {
    const info = entry['provisioningStatusInfo'] as JsonObject
    const error = (info['errorInformation'] ?? {}) as JsonObject
    const identity = entry['sourceIdentity'] as JsonObject
    return [
      entry['activityDateTime'],
      identity['displayName'],
      identity['id'],
      identity['identityType'],
      capital(entry['provisioningAction']),
      capital(info['status']),
      error['errorCode'],
      error['reason'],
      entry['changeId'],
    ]
  })
  const heading = [
    'Date',
    'Identity',
    'Source ID',
    'Source Identity Type',
    'Action',
    'Status',
    'Error Code',
    'Status Reason',
    'Change ID',
  ]
  return [heading, ...rows].map((row) => row.map(quoted).join(',')).join('\r\n')
}
