import type { Call } from '../api/call.ts'
import type { Answer, Operation, QueryParameter } from '../api/operation.ts'
import { TOTAL_COUNT, V2_PAGE } from '../api/parameters.ts'
import { answerConnections, answerPaths, associate } from '../graph/associate.ts'
import { existingGroup } from '../groups/group-operations.ts'
import type { GraphNode } from '../store/edges.ts'
import { existingUser } from '../users/change-user.ts'
import { boundServers, boundUsers } from './binding.ts'
import { existingServer } from './radius-operations.ts'

const connections = { says: 'A page of connections', schema: 'GraphConnection', isList: true, headers: TOTAL_COUNT }
const paths = { says: 'A page of records', schema: 'GraphObjectWithPaths', isList: true, headers: TOTAL_COUNT }
const targets = (...types: readonly string[]): readonly QueryParameter[] => [
  { name: 'targets', says: 'The type of the record.', schema: { type: 'string', enum: types }, isRequired: true },
  ...V2_PAGE,
]

/** A type of record to which RADIUS servers can be bound, and its functions. */
interface End {
  readonly name: string
  readonly base: string
  readonly find: (call: Call) => GraphNode
  /** Returns the paths from this record to the records whose bindings it has. */
  readonly reachable: (call: Call, start: GraphNode) => readonly (readonly GraphNode[])[]
}

const GROUP: End = {
  name: 'UserGroup',
  base: '/api/v2/usergroups/{id}',
  find: (call) => ({ type: 'user_group', id: existingGroup(call).id }),
  reachable: () => [[]],
}
const USER: End = {
  name: 'User',
  base: '/api/v2/users/{id}',
  find: (call) => ({ type: 'user', id: existingUser(call)._id }),
  reachable: (call, { id }) => [
    [],
    ...call.store.edges.sources(id, 'user_group').map((group): GraphNode[] => [{ type: 'user_group', id: group }]),
  ],
}
/** The types of records with which a user or a group can be associated, as in the specification of v2. */
const TARGETS = [
  'active_directory',
  'application',
  'command',
  'g_suite',
  'ldap_server',
  'office_365',
  'password_manager_item',
  'policy',
  'policy_group',
  'radius_server',
  'system',
  'system_group',
] as const

const directTargets = ({ query, store }: Call, id: string): string[] =>
  query.getAll('targets').join().split(',').includes('radius_server') ? store.edges.targets(id, 'radius_server') : []

const serverOf = (call: Call): GraphNode => ({ type: 'radius_server', id: existingServer(call)._id })

/** The operations on associations with RADIUS servers, from either end. */
export const bindingOperations: readonly Operation[] = [
  {
    id: 'graph_radiusServerAssociationsList',
    method: 'GET',
    path: '/api/v2/radiusservers/{id}/associations',
    summary: 'List the records bound directly to a RADIUS server',
    needs: ['radius', 'read'],
    query: targets('user', 'user_group'),
    answers: { 200: connections },
    handle: (call) => {
      const type = call.query.get('targets') === 'user' ? 'user' : 'user_group'
      return answerConnections(call, type, call.store.edges.sources(serverOf(call).id, type))
    },
  },
  {
    id: 'graph_radiusServerAssociationsPost',
    method: 'POST',
    path: '/api/v2/radiusservers/{id}/associations',
    summary: 'Bind a user or a user group to a RADIUS server, or remove the binding',
    needs: ['radius', 'write'],
    body: 'GraphRadiusOperation',
    answers: { 204: { says: 'Done' } },
    handle: (call) => associate(call, serverOf(call), 'back'),
  },
  {
    id: 'graph_radiusServerTraverseUser',
    method: 'GET',
    path: '/api/v2/radiusservers/{id}/users',
    summary: 'List the users bound to a RADIUS server, directly or by a group',
    needs: ['radius', 'read'],
    query: V2_PAGE,
    answers: { 200: paths },
    handle: (call) => answerPaths(call, 'user', boundUsers(call.store, serverOf(call).id)),
  },
  {
    id: 'graph_radiusServerTraverseUserGroup',
    method: 'GET',
    path: '/api/v2/radiusservers/{id}/usergroups',
    summary: 'List the user groups bound to a RADIUS server',
    needs: ['radius', 'read'],
    query: V2_PAGE,
    answers: { 200: paths },
    handle: (call) => {
      const groups = call.store.edges.sources(serverOf(call).id, 'user_group')
      return answerPaths(call, 'user_group', new Map(groups.map((id) => [id, [[{ type: 'user_group', id }]]])))
    },
  },
  ...[GROUP, USER].flatMap(fromTheOtherEnd),
]

function fromTheOtherEnd({ name, base, find, reachable }: End): Operation[] {
  return [
    {
      id: `graph_${name}AssociationsList`,
      method: 'GET',
      path: `${base}/associations`,
      summary: 'List the RADIUS servers that it is bound to directly; the mock stores no other resources',
      needs: ['radius', 'read'],
      query: targets(...TARGETS),
      answers: { 200: connections },
      handle: (call): Answer => answerConnections(call, 'radius_server', directTargets(call, find(call).id)),
    },
    {
      id: `graph_${name}TraverseRadiusServer`,
      method: 'GET',
      path: `${base}/radiusservers`,
      summary: 'List the RADIUS servers that it is bound to, directly or by a group',
      needs: ['radius', 'read'],
      query: V2_PAGE,
      answers: { 200: paths },
      handle: (call): Answer => {
        const start = find(call)
        return answerPaths(call, 'radius_server', boundServers(call.store, start.id, reachable(call, start)))
      },
    },
    {
      id: `graph_${name}AssociationsPost`,
      method: 'POST',
      path: `${base}/associations`,
      summary: 'Bind it to a RADIUS server, or remove the binding',
      needs: ['radius', 'write'],
      body: 'GraphToRadiusOperation',
      answers: { 204: { says: 'Done' } },
      handle: (call): Answer => associate(call, find(call)),
    },
  ]
}
