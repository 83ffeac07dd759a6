import { collection, item } from '../api/answers.ts'
import { ITEM_OPTIONS, LIST_OPTIONS, type Route } from '../api/route.ts'
import type { EntryLog } from '../logs/entry-log.ts'
import { notFound } from '../wire/graph-error.ts'

/** The provisioning log and the audit log. */
export const logRoutes: readonly Route[] = [
  ...logOf({
    name: 'provisioningObjectSummary',
    path: '/auditLogs/provisioning',
    summary: 'the provisioning log, the latest entry first',
    // One permission is sufficient here; the real service requires both (docs/fidelity.md).
    permissions: ['ProvisioningLog.Read.All', 'AuditLog.Read.All'],
    logOf: ({ provisioningLog }) => provisioningLog,
  }),
  ...logOf({
    name: 'directoryAudit',
    path: '/auditLogs/directoryAudits',
    summary: 'the audit log, the latest entry first',
    permissions: ['AuditLog.Read.All'],
    logOf: ({ auditLog }) => auditLog,
  }),
]

interface Log {
  readonly name: string
  readonly path: string
  readonly summary: string
  readonly permissions: readonly string[]
  readonly logOf: (graph: { readonly provisioningLog: EntryLog; readonly auditLog: EntryLog }) => EntryLog
}

function logOf({ name, path, summary, permissions, logOf: of }: Log): Route[] {
  const context = path.slice(1)
  return [
    {
      id: `${name}_list`,
      method: 'GET',
      path,
      summary: `List ${summary}`,
      permissions,
      options: LIST_OPTIONS,
      answers: { 200: { schema: name, isCollection: true } },
      handle: (call) => collection(call, context, of(call.graph).latest()),
    },
    {
      id: `${name}_get`,
      method: 'GET',
      path: `${path}/{entry}`,
      summary: `Read an entry of ${summary.split(',')[0]}`,
      permissions,
      options: ITEM_OPTIONS,
      answers: { 200: { schema: name } },
      handle: (call) => {
        const id = call.params['entry'] ?? ''
        const entry = of(call.graph).find(id)
        if (entry === undefined) throw notFound(id)
        return item(call, `${context}/$entity`, entry)
      },
    },
  ]
}
