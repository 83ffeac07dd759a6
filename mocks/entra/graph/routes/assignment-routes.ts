import type { JsonObject } from '../../../protocol/index.ts'
import { collection, item, NO_CONTENT } from '../api/answers.ts'
import { type GraphAnswer, type GraphCall, LIST_OPTIONS, type Route } from '../api/route.ts'
import type { Assignment } from '../directory/assignments.ts'
import { badRequest, notFound } from '../wire/graph-error.ts'
import { servicePrincipalOf } from './application-routes.ts'

const READ = [
  'Application.Read.All',
  'AppRoleAssignment.ReadWrite.All',
  'Directory.Read.All',
  'Application.ReadWrite.All',
]
const WRITE = ['AppRoleAssignment.ReadWrite.All']

/** The role of an application without roles. */
const DEFAULT_ACCESS = '00000000-0000-0000-0000-000000000000'

/** Assignments, from the side of the application, of users and of groups. */
export const assignmentRoutes: readonly Route[] = [
  ...sideOf({
    name: 'servicePrincipal_appRoleAssignedTo',
    path: '/servicePrincipals/{servicePrincipal}/appRoleAssignedTo',
    of: (call) => call.graph.directory.assignments.ofApplication(servicePrincipalOf(call).servicePrincipalId),
    mustBe: { member: 'resourceId', idOf: (call) => servicePrincipalOf(call).servicePrincipalId },
  }),
  ...sideOf({
    name: 'user_appRoleAssignments',
    path: '/users/{user}/appRoleAssignments',
    of: (call) => call.graph.directory.assignments.ofPrincipal(userId(call)),
    mustBe: { member: 'principalId', idOf: userId },
  }),
  ...sideOf({
    name: 'group_appRoleAssignments',
    path: '/groups/{group}/appRoleAssignments',
    of: (call) => call.graph.directory.assignments.ofPrincipal(groupId(call)),
    mustBe: { member: 'principalId', idOf: groupId },
  }),
]

function userId({ graph, params }: GraphCall): string {
  return graph.directory.user(params['user'] ?? '').objectId
}

function groupId({ graph, params }: GraphCall): string {
  return graph.directory.group(params['group'] ?? '').objectId
}

interface Side {
  readonly name: string
  readonly path: string
  readonly of: (call: GraphCall) => Iterable<Assignment>
  /** A member of the body that must equal a part of the path. */
  readonly mustBe: { readonly member: 'resourceId' | 'principalId'; readonly idOf: (call: GraphCall) => string }
}

function sideOf({ name, path, of, mustBe }: Side): Route[] {
  return [
    {
      id: `${name}_list`,
      method: 'GET',
      path,
      summary: 'List assignments',
      permissions: READ,
      options: LIST_OPTIONS,
      answers: { 200: { schema: 'appRoleAssignment', isCollection: true } },
      handle: (call) =>
        collection(
          call,
          'appRoleAssignments',
          [...of(call)].map((one) => shown(call, one)),
        ),
    },
    {
      id: `${name}_create`,
      method: 'POST',
      path,
      summary: 'Assign a user or group to an application with a role',
      permissions: WRITE,
      body: 'appRoleAssignmentCreate',
      answers: { 201: { schema: 'appRoleAssignment' } },
      audit: { activity: 'Add app role assignment grant to user', category: 'ApplicationManagement' },
      handle: (call) => {
        if (call.body[mustBe.member] !== mustBe.idOf(call))
          throw badRequest(`Property '${mustBe.member}' must be the id of the path.`)
        return assign(call)
      },
    },
    {
      id: `${name}_delete`,
      method: 'DELETE',
      path: `${path}/{assignment}`,
      summary: 'Remove an assignment',
      permissions: WRITE,
      answers: { 204: {} },
      audit: { activity: 'Remove app role assignment from user', category: 'ApplicationManagement' },
      handle: (call) => {
        const id = call.params['assignment'] ?? ''
        const found = [...of(call)].find((one) => one.id === id)
        if (found === undefined) throw notFound(id)
        call.graph.directory.assignments.remove(found)
        return NO_CONTENT
      },
    },
  ]
}

/** Throws GraphError for an unknown principal, application or role, and for an assignment that already exists. */
function assign(call: GraphCall): GraphAnswer {
  const { graph, body } = call
  const { directory, applications, clock, guid } = graph
  const [principalId, resourceId, appRoleId] = ['principalId', 'resourceId', 'appRoleId'].map((name) =>
    String(body[name]),
  )
  const record = applications.ofServicePrincipal(resourceId ?? '')
  const kind = directory.tenant.group(principalId ?? '') === undefined ? 'user' : 'group'
  if (kind === 'user') directory.user(principalId ?? '')
  if (appRoleId !== DEFAULT_ACCESS && record.appRoles.every(({ id }) => id !== appRoleId))
    throw badRequest(`Permission being assigned was not found on application '${record.appId}'.`)
  const isThere = [...directory.assignments.ofPrincipal(principalId ?? '')].some(
    (one) => one.servicePrincipalId === resourceId && one.appRoleId === appRoleId,
  )
  if (isThere) throw badRequest('Permission being assigned already exists on the object')
  const assignment: Assignment = {
    id: guid(),
    servicePrincipalId: record.servicePrincipalId,
    principalId: principalId ?? '',
    principalKind: kind,
    appRoleId: appRoleId ?? DEFAULT_ACCESS,
    createdDateTime: clock.now().toISOString(),
  }
  directory.assignments.add(assignment)
  return item(call, 'appRoleAssignments/$entity', shown(call, assignment), 201)
}

function shown({ graph }: GraphCall, assignment: Assignment): JsonObject {
  const { directory, applications } = graph
  const { principalId, principalKind, servicePrincipalId } = assignment
  const principal =
    principalKind === 'user'
      ? directory.tenant.user(principalId)?.attributes['displayName']
      : directory.tenant.group(principalId)?.displayName
  return {
    id: assignment.id,
    deletedDateTime: null,
    appRoleId: assignment.appRoleId,
    createdDateTime: assignment.createdDateTime,
    principalDisplayName: typeof principal === 'string' ? principal : null,
    principalId,
    principalType: principalKind === 'user' ? 'User' : 'Group',
    resourceDisplayName: applications.ofServicePrincipal(servicePrincipalId).displayName,
    resourceId: servicePrincipalId,
  }
}
