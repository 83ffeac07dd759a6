import type { Call } from '../api/call.ts'
import type { Answer, Operation } from '../api/operation.ts'
import { TOTAL_COUNT, V2_PAGE } from '../api/parameters.ts'
import { answerConnections, answerPaths, associate } from '../graph/associate.ts'
import type { GraphNode } from '../store/edges.ts'
import { existingUser } from '../users/change-user.ts'
import { ApiError } from '../wire/api-error.ts'
import { existingGroup } from './group-operations.ts'

/** Members of user groups, and the groups of a user. */
export const memberOperations: readonly Operation[] = [
  {
    id: 'graph_userGroupMembersList',
    method: 'GET',
    path: '/api/v2/usergroups/{id}/members',
    summary: 'List the members of a user group',
    needs: ['groups', 'read'],
    query: V2_PAGE,
    answers: { 200: { says: 'A page of members', schema: 'GraphConnection', isList: true, headers: TOTAL_COUNT } },
    handle: (call) => answerConnections(call, 'user', call.store.edges.targets(existingGroup(call).id, 'user')),
  },
  {
    id: 'graph_userGroupMembersPost',
    method: 'POST',
    path: '/api/v2/usergroups/{id}/members',
    summary: 'Add or remove a member of a user group',
    needs: ['groups', 'write'],
    body: 'GraphMemberOperation',
    answers: { 204: { says: 'Done' } },
    handle: changeMembers,
  },
  {
    id: 'graph_userGroupMembership',
    method: 'GET',
    path: '/api/v2/usergroups/{id}/membership',
    summary: 'List all users who belong to a user group',
    needs: ['groups', 'read'],
    query: V2_PAGE,
    answers: { 200: { says: 'A page of users', schema: 'GraphObjectWithPaths', isList: true, headers: TOTAL_COUNT } },
    handle: (call) => {
      const members = call.store.edges.targets(existingGroup(call).id, 'user')
      return answerPaths(call, 'user', directly('user', members))
    },
  },
  {
    id: 'graph_userMemberOf',
    method: 'GET',
    path: '/api/v2/users/{id}/memberof',
    summary: 'List the user groups of a user',
    needs: ['groups', 'read'],
    query: V2_PAGE,
    answers: { 200: { says: 'A page of groups', schema: 'GraphObjectWithPaths', isList: true, headers: TOTAL_COUNT } },
    handle: (call) => {
      const groups = call.store.edges.sources(existingUser(call)._id, 'user_group')
      return answerPaths(call, 'user_group', directly('user_group', groups))
    },
  },
]

function changeMembers(call: Call): Answer {
  const { id, membershipMethod } = existingGroup(call)
  if (String(membershipMethod).startsWith('DYNAMIC'))
    throw new ApiError(400, 'members of a dynamic group follow its query and cannot be changed by hand')
  return associate(call, { type: 'user_group', id })
}

const directly = (type: GraphNode['type'], ids: readonly string[]): Map<string, GraphNode[][]> =>
  new Map(ids.map((id) => [id, [[{ type, id }]]]))
