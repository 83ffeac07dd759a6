import type { JsonObject } from '../../../protocol/index.ts'
import type { TenantGroup } from '../../index.ts'
import { collection, count, item, NO_CONTENT } from '../api/answers.ts'
import { type GraphCall, ITEM_OPTIONS, LIST_OPTIONS, type Route } from '../api/route.ts'
import { graphGroup, groupAttributes } from '../directory/graph-group.ts'
import { graphUser, referencedId, usualUser } from '../directory/graph-user.ts'
import { badRequest, notFound } from '../wire/graph-error.ts'

const READ = [
  'Group.Read.All',
  'Group.ReadWrite.All',
  'GroupMember.Read.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
]
const WRITE = ['Group.ReadWrite.All', 'Directory.ReadWrite.All']
const MEMBERS = [...WRITE, 'GroupMember.ReadWrite.All']

/** Groups and their members. */
export const groupRoutes: readonly Route[] = [
  {
    id: 'group_count',
    method: 'GET',
    path: '/groups/$count',
    summary: 'Count groups',
    permissions: READ,
    options: ['$filter'],
    answers: { 200: { schema: 'group', isText: true } },
    handle: (call) => count(call, [...call.graph.directory.groups()].map(graphGroup)),
  },
  {
    id: 'group_list',
    method: 'GET',
    path: '/groups',
    summary: 'List groups',
    permissions: READ,
    options: LIST_OPTIONS,
    answers: { 200: { schema: 'group', isCollection: true } },
    handle: (call) => collection(call, 'groups', [...call.graph.directory.groups()].map(graphGroup)),
  },
  {
    id: 'group_create',
    method: 'POST',
    path: '/groups',
    summary: 'Create a security group, with the members in members@odata.bind',
    permissions: WRITE,
    body: 'groupCreate',
    answers: { 201: { schema: 'group' } },
    audit: { activity: 'Add group', category: 'GroupManagement' },
    handle: (call) => {
      const { directory, clock } = call.graph
      const { body } = call
      const group = directory.createGroup({
        displayName: String(body['displayName']),
        attributes: { ...groupAttributes(body), createdDateTime: clock.now().toISOString() },
        memberIds: new Set(boundMembers(call)),
      })
      return item(call, 'groups/$entity', graphGroup(group), 201)
    },
  },
  {
    id: 'group_get',
    method: 'GET',
    path: '/groups/{group}',
    summary: 'Read a group',
    permissions: READ,
    options: ITEM_OPTIONS,
    answers: { 200: { schema: 'group' } },
    handle: (call) => item(call, 'groups/$entity', graphGroup(groupOf(call))),
  },
  {
    id: 'group_update',
    method: 'PATCH',
    path: '/groups/{group}',
    summary: 'Change a group, or add members with members@odata.bind',
    permissions: WRITE,
    body: 'groupUpdate',
    answers: { 204: {} },
    audit: { activity: 'Update group', category: 'GroupManagement' },
    handle: (call) => {
      const { directory } = call.graph
      const { objectId, attributes } = groupOf(call)
      const { displayName } = call.body
      const members = boundMembers(call)
      directory.tenant.changeGroup(objectId, {
        ...(typeof displayName === 'string' ? { displayName } : {}),
        attributes: { ...attributes, ...groupAttributes(call.body) },
      })
      if (members.length > 0) directory.changeMembers(objectId, members, [])
      return NO_CONTENT
    },
  },
  {
    id: 'group_delete',
    method: 'DELETE',
    path: '/groups/{group}',
    summary: 'Delete a group permanently',
    permissions: WRITE,
    answers: { 204: {} },
    audit: { activity: 'Delete group', category: 'GroupManagement' },
    handle: (call) => {
      call.graph.directory.deleteGroup(groupOf(call).objectId)
      return NO_CONTENT
    },
  },
  {
    id: 'group_members_list',
    method: 'GET',
    path: '/groups/{group}/members',
    summary: 'List the members of a group',
    permissions: READ,
    options: LIST_OPTIONS,
    answers: { 200: { schema: 'directoryObject', isCollection: true } },
    handle: (call) => collection(call, 'directoryObjects', membersOf(call)),
  },
  {
    id: 'group_members_add',
    method: 'POST',
    path: '/groups/{group}/members/$ref',
    summary: 'Add a member to a group',
    permissions: MEMBERS,
    body: 'reference',
    answers: { 204: {} },
    audit: { activity: 'Add member to group', category: 'GroupManagement' },
    handle: (call) => {
      const group = groupOf(call)
      const id = principalId(call, call.body)
      if (group.memberIds.has(id))
        throw badRequest(
          "One or more added object references already exist for the following modified properties: 'members'.",
        )
      call.graph.directory.changeMembers(group.objectId, [id], [])
      return NO_CONTENT
    },
  },
  {
    id: 'group_members_remove',
    method: 'DELETE',
    path: '/groups/{group}/members/{member}/$ref',
    summary: 'Remove a member from a group',
    permissions: MEMBERS,
    answers: { 204: {} },
    audit: { activity: 'Remove member from group', category: 'GroupManagement' },
    handle: (call) => {
      const { objectId, memberIds } = groupOf(call)
      const id = call.params['member'] ?? ''
      if (!memberIds.has(id)) throw notFound(id)
      call.graph.directory.changeMembers(objectId, [], [id])
      return NO_CONTENT
    },
  },
]

const groupOf = ({ graph, params }: GraphCall): TenantGroup => graph.directory.group(params['group'] ?? '')

/** Returns the id of the user or group in a reference. Throws GraphError. */
function principalId({ graph }: GraphCall, reference: JsonObject): string {
  const id = referencedId(reference)
  if (id === undefined) throw badRequest("Property '@odata.id' must be the address of a user or group.")
  return graph.directory.tenant.group(id)?.objectId ?? graph.directory.user(id).objectId
}

function boundMembers(call: GraphCall): string[] {
  const bound = call.body['members@odata.bind']
  return Array.isArray(bound) ? bound.map((address) => principalId(call, { '@odata.id': address })) : []
}

function membersOf(call: GraphCall): JsonObject[] {
  const { tenant } = call.graph.directory
  return [...groupOf(call).memberIds].flatMap((id) => {
    const user = tenant.user(id)
    if (user !== undefined)
      return user.deletedAt === null ? [{ '@odata.type': '#microsoft.graph.user', ...usualUser(graphUser(user)) }] : []
    const group = tenant.group(id)
    return group === undefined ? [] : [{ '@odata.type': '#microsoft.graph.group', ...graphGroup(group) }]
  })
}
