import type { Route } from '../api/route.ts'
import { applicationRoutes } from './application-routes.ts'
import { assignmentRoutes } from './assignment-routes.ts'
import { deltaRoutes } from './delta-routes.ts'
import { groupRoutes } from './group-routes.ts'
import { jobRoutes } from './job-routes.ts'
import { logRoutes } from './log-routes.ts'
import { onDemandRoutes } from './on-demand-routes.ts'
import { schemaRoutes } from './schema-routes.ts'
import { secretRoutes } from './secret-routes.ts'
import { userRoutes } from './user-routes.ts'

/** A group of operations in the description. */
export interface RouteGroup {
  readonly name: string
  readonly says: string
  readonly routes: readonly Route[]
}

/** All operations. If two paths match, the first one is used. */
export const ROUTE_GROUPS: readonly RouteGroup[] = [
  { name: 'Applications', says: 'Templates, applications, service principals', routes: applicationRoutes },
  { name: 'Delta', says: 'Changes of users and groups', routes: deltaRoutes },
  { name: 'Users', says: 'Users and the recycle bin', routes: userRoutes },
  { name: 'Groups', says: 'Groups and members', routes: groupRoutes },
  { name: 'Assignments', says: 'Assignments of users and groups to applications', routes: assignmentRoutes },
  { name: 'Secrets', says: 'Credentials and settings of synchronization', routes: secretRoutes },
  { name: 'Jobs', says: 'Synchronization templates and jobs', routes: jobRoutes },
  { name: 'Schema', says: 'Attribute mappings and scoping filters', routes: schemaRoutes },
  { name: 'On demand', says: 'Provisioning of one object at once', routes: onDemandRoutes },
  { name: 'Logs', says: 'The provisioning log and the audit log', routes: logRoutes },
]

export const ROUTES: readonly Route[] = ROUTE_GROUPS.flatMap(({ routes }) => routes)
