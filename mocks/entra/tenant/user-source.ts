import type { SourceUser } from './source-user.ts'
import { syntheticIndex, syntheticObjectId, syntheticUserAt } from './synthetic-users.ts'

/** The users of a new tenant by index, generated or stored. */
export interface UserSource {
  readonly count: number
  at(index: number): SourceUser
  objectIdAt(index: number): string
  /** Returns the index; undefined if there is no such user. */
  indexOf(objectId: string): number | undefined
  /** The object id of the manager; null at the top. */
  managerIdOf(index: number): string | null
}

/** The users of a new tenant. */
export interface InitialUsers {
  /** The source of the users (default: no users). */
  readonly source?: UserSource
  /** @deprecated Use `source`. */
  readonly people?: UserSource
}

/** Returns the source of the users, under either name of the member. */
export function initialSource({ source, people }: InitialUsers): UserSource {
  return source ?? people ?? listSource([])
}

/** The number of direct reports of one manager. */
const SPAN = 8

/**
 * Generates users on access, always the same for an index, so that a million needs no memory. One in fifty is a guest.
 */
export function syntheticSource(options: {
  readonly seed: number
  readonly count: number
  readonly prefix?: string
  readonly domain?: string
}): UserSource {
  const at = syntheticUserAt({ guests: 0.02, ...options })
  return {
    count: options.count,
    at,
    objectIdAt: (index) => syntheticObjectId(options.seed, index),
    indexOf: (objectId) => {
      const index = syntheticIndex(options.seed, objectId)
      return index !== undefined && index < options.count ? index : undefined
    },
    managerIdOf: (index) => (index === 0 ? null : syntheticObjectId(options.seed, Math.floor((index - 1) / SPAN))),
  }
}

/** Serves users from a list, such as an import. `managerIds` maps a user's object id to the manager's. */
export function listSource(
  users: readonly SourceUser[],
  managerIds: ReadonlyMap<string, string> = new Map(),
): UserSource {
  const indices = new Map(users.map(({ objectId }, index) => [objectId, index]))
  const at = (index: number): SourceUser => {
    const user = users[index]
    if (user === undefined) throw new RangeError(`index ${index} is not in the list of ${users.length} users`)
    return user
  }
  return {
    count: users.length,
    at,
    objectIdAt: (index) => at(index).objectId,
    indexOf: (objectId) => indices.get(objectId),
    managerIdOf: (index) => managerIds.get(at(index).objectId) ?? null,
  }
}
