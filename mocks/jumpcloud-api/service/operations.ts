import { administratorOperations } from '../administrators/administrator-operations.ts'
import type { Operation } from '../api/operation.ts'
import { oauthOperations } from '../auth/oauth-operations.ts'
import { bulkOperations } from '../bulk/bulk-operations.ts'
import { scheduleOperations } from '../bulk/schedule-operations.ts'
import { anyGroupOperations, groupOperations } from '../groups/group-operations.ts'
import { memberOperations } from '../groups/member-operations.ts'
import { insightsOperations } from '../insights/insights-operations.ts'
import { organizationOperations } from '../organizations/organization-operations.ts'
import { bindingOperations } from '../radius/binding-operations.ts'
import { radiusOperations } from '../radius/radius-operations.ts'
import { actionOperations } from '../users/action-operations.ts'
import { sshKeyOperations } from '../users/ssh-key-operations.ts'
import { userOperations } from '../users/user-operations.ts'
import { ApiError } from '../wire/api-error.ts'
import { emptyListOperations } from './empty-lists.ts'

/** Operations of one resource, which share a router and a tag. */
export interface Resource {
  readonly name: string
  readonly says: string
  readonly operations: readonly Operation[]
}

/** The whole API, one row per resource; the most frequently called come first. */
export const RESOURCES: readonly Resource[] = [
  {
    name: 'System users',
    says: 'The users of the directory.',
    operations: [...userOperations, ...actionOperations, ...sshKeyOperations],
  },
  {
    name: 'User groups',
    says: 'Groups and their members.',
    operations: [...groupOperations, ...anyGroupOperations, ...memberOperations],
  },
  {
    name: 'Bulk',
    says: 'Jobs and scheduled changes of state.',
    operations: [...bulkOperations, ...scheduleOperations],
  },
  {
    name: 'RADIUS servers',
    says: 'RADIUS servers and the users and groups bound to them.',
    operations: [...radiusOperations, ...bindingOperations],
  },
  { name: 'Organizations', says: 'Organizations and their settings.', operations: organizationOperations },
  { name: 'Administrators', says: 'Administrators, roles and keys.', operations: administratorOperations },
  {
    name: 'Empty lists',
    says: 'Records that the API has and this mock does not store.',
    operations: emptyListOperations,
  },
  { name: 'Directory Insights', says: 'Events of the directory.', operations: insightsOperations },
  { name: 'OAuth', says: 'Access tokens of service accounts.', operations: oauthOperations },
]

/** The operation for unknown paths: callers with a valid key get 404, others the usual error. */
export const UNKNOWN_OPERATION: Operation = {
  id: 'nowhere',
  method: 'GET',
  path: '/api',
  summary: 'the API has no such operation',
  needs: 'key',
  answers: {},
  handle: () => {
    throw new ApiError(404, 'Not Found')
  },
}
