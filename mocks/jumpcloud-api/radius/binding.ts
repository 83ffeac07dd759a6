import type { GraphNode } from '../store/edges.ts'
import type { JumpCloudStore } from '../store/jumpcloud-store.ts'

/** Returns the users bound to a RADIUS server, each with its paths: the user, or a group and the user. */
export function boundUsers({ edges }: JumpCloudStore, serverId: string): Map<string, GraphNode[][]> {
  const paths = new Map<string, GraphNode[][]>()
  const add = (id: string, ...before: readonly GraphNode[]): void => {
    const known = paths.get(id) ?? []
    known.push([...before, { type: 'user', id }])
    paths.set(id, known)
  }
  for (const id of edges.sources(serverId, 'user')) add(id)
  for (const group of edges.sources(serverId, 'user_group'))
    for (const id of edges.targets(group, 'user')) add(id, { type: 'user_group', id: group })
  return paths
}

/**
 * Returns the RADIUS servers to which the ends of some paths are bound, each with the paths that lead there; an empty
 * path is the start.
 */
export function boundServers(
  { edges }: JumpCloudStore,
  start: string,
  paths: readonly (readonly GraphNode[])[],
): Map<string, GraphNode[][]> {
  const found = new Map<string, GraphNode[][]>()
  for (const path of paths)
    for (const id of edges.targets(path.at(-1)?.id ?? start, 'radius_server'))
      found.set(id, [...(found.get(id) ?? []), [...path, { type: 'radius_server', id }]])
  return found
}

/** Returns whether a user is bound to a RADIUS server, directly or by a group. */
export function isBound({ edges }: JumpCloudStore, userId: string, serverId: string): boolean {
  const server = { type: 'radius_server', id: serverId } as const
  if (edges.isConnected({ type: 'user', id: userId }, server)) return true
  return edges.sources(userId, 'user_group').some((id) => edges.isConnected({ type: 'user_group', id }, server))
}
