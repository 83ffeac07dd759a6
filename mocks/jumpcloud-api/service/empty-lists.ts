import { answerV1List, answerV2List } from '../api/lists.ts'
import type { Operation } from '../api/operation.ts'
import { TOTAL_COUNT, V1_LIST, V2_LIST } from '../api/parameters.ts'
import { existingGroup } from '../groups/group-operations.ts'
import type { Area } from '../records/roles.ts'
import { existingUser } from '../users/change-user.ts'

interface EmptyList {
  readonly id: string
  readonly path: string
  readonly what: string
  readonly needs: Area
  /** The source in which the path is documented. */
  readonly source: string
}

/**
 * Lists of records that the API has and this mock does not store. A client would treat 404 as a broken connection or,
 * without an error, as "none"; an organization without such records returns an empty list.
 */
const V1: readonly EmptyList[] = [
  {
    id: 'applications_list',
    path: '/api/applications',
    what: 'applications',
    needs: 'groups',
    source: 'recorded 2021 (JupiterOne/graph-jumpcloud), listed by jc-cli and baton-jumpcloud',
  },
  {
    id: 'systems_list',
    path: '/api/systems',
    what: 'devices',
    needs: 'users',
    source: 'specification V1; listed by jc-cli `devices`',
  },
]
const V2: readonly EmptyList[] = [
  {
    id: 'directories_list',
    path: '/api/v2/directories',
    what: 'directories',
    needs: 'users',
    source: 'specification V2, whose chapter on headers calls it; credential check of baton-jumpcloud',
  },
  {
    id: 'groups_systemList',
    path: '/api/v2/systemgroups',
    what: 'device groups',
    needs: 'groups',
    source: 'specification V2; Get-JCGroup -Type System',
  },
  {
    id: 'policygroups_list',
    path: '/api/v2/policygroups',
    what: 'policy groups',
    needs: 'groups',
    source: 'specification V2; Get-JCGroup -Type Policy',
  },
  {
    id: 'activedirectories_list',
    path: '/api/v2/activedirectories',
    what: 'Active Directory instances',
    needs: 'users',
    source: 'specification V2; listed by jc-cli `ad`',
  },
  {
    id: 'ldapservers_list',
    path: '/api/v2/ldapservers',
    what: 'LDAP servers',
    needs: 'users',
    source: 'specification V2; Set-JCUserGroupLDAP',
  },
]

/**
 * Resources that users and groups reach through the graph and that the mock does not store (V2, `graph_userTraverse…`,
 * `graph_userGroupTraverse…`).
 */
const TRAVERSED = ['applications', 'systems', 'systemgroups', 'directories'] as const
const STARTS = [
  { name: 'user', path: '/api/v2/users/{id}', find: existingUser },
  { name: 'userGroup', path: '/api/v2/usergroups/{id}', find: existingGroup },
] as const

/** Lists that are always empty. */
export const emptyListOperations: readonly Operation[] = [
  ...V1.map(
    ({ id, path, what, needs }): Operation => ({
      id,
      method: 'GET',
      path,
      summary: `List all ${what}: always empty, because the mock stores none`,
      needs: [needs, 'read'],
      query: V1_LIST,
      answers: { 200: { says: `A page of ${what}`, schema: 'NothingList' } },
      handle: (call) => answerV1List(call, [], []),
    }),
  ),
  ...V2.map(
    ({ id, path, what, needs }): Operation => ({
      id,
      method: 'GET',
      path,
      summary: `List all ${what}: always empty, because the mock stores none`,
      needs: [needs, 'read'],
      query: V2_LIST,
      answers: { 200: { says: `A page of ${what}`, schema: 'Nothing', isList: true, headers: TOTAL_COUNT } },
      handle: (call) => answerV2List(call, []),
    }),
  ),
  ...STARTS.flatMap(({ name, path, find }) =>
    TRAVERSED.map(
      (kind): Operation => ({
        id: `graph_${name}Traverse_${kind}`,
        method: 'GET',
        path: `${path}/${kind}`,
        summary: `List the ${kind} that it is bound to: always empty, because the mock stores none`,
        needs: ['groups', 'read'],
        query: V2_LIST,
        answers: { 200: { says: 'A page of records', schema: 'Nothing', isList: true, headers: TOTAL_COUNT } },
        handle: (call) => {
          find(call)
          return answerV2List(call, [])
        },
      }),
    ),
  ),
]
