import {
  addMembersBody,
  type Dialect,
  type EntraClient,
  type EntraResponse,
  patchBody,
  removeMembersBody,
  resourcesOf,
} from '../../mocks/entra/index.ts'
import { ENTRA_GROUP_SCHEMA, GROUP_SCHEMA, isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'

/** The mock Entra client's requests for groups (Entra documentation, "Create Group" and following). */
export interface GroupPlayer {
  /**
   * Queries a group by displayName, without members; returns the ids found, undefined if the response is not a list.
   */
  find(displayName: string): Promise<readonly unknown[] | undefined>
  /** Creates a group without members. */
  create(displayName: string, externalId: string): Promise<EntraResponse>
  rename(id: string, displayName: string): Promise<EntraResponse>
  /** Adds members, by default one per request. */
  add(id: string, ...userIds: readonly string[]): Promise<EntraResponse>
  /** Removes members: by a value array in legacy, by filter in the flagged dialect. */
  remove(id: string, ...userIds: readonly string[]): Promise<EntraResponse>
  delete(id: string): Promise<EntraResponse>
  /** Returns the group as Entra reads it, without members. */
  readBack(id: string): Promise<JsonObject | undefined>
}

/** Creates the client of groups. */
export function createGroupPlayer(client: EntraClient, dialect: Dialect): GroupPlayer {
  return {
    find: async (displayName) =>
      resourcesOf(await client.query('/Groups', 'displayName', displayName))?.map(({ id }) => id),
    create: (displayName, externalId) =>
      client.create('/Groups', {
        schemas: [GROUP_SCHEMA, ENTRA_GROUP_SCHEMA],
        externalId,
        displayName,
        meta: { resourceType: 'Group' },
      }),
    rename: (id, displayName) =>
      client.patch('/Groups', id, patchBody([{ op: 'replace', target: 'displayName', value: displayName }], dialect)),
    add: (id, ...userIds) => client.patch('/Groups', id, addMembersBody(userIds, dialect)),
    remove: (id, ...userIds) => client.patch('/Groups', id, removeMembersBody(userIds, dialect)),
    delete: (id) => client.delete('/Groups', id),
    readBack: async (id) => {
      const { status, body } = await client.read('/Groups', id)
      return status === 200 && isJsonObject(body) ? body : undefined
    },
  }
}
