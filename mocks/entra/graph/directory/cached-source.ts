import type { SourceUser, UserSource } from '../../index.ts'

/** The maximum number of users to cache. */
const CAPACITY = 20_000

/**
 * Caches the users of a source that creates them on each access, because a list is read completely for every page. A
 * source with too many users is returned unchanged.
 */
export function cachedSource(source: UserSource): UserSource {
  if (source.count > CAPACITY) return source
  const cached: SourceUser[] = []
  return {
    count: source.count,
    objectIdAt: (index) => source.objectIdAt(index),
    indexOf: (objectId) => source.indexOf(objectId),
    managerIdOf: (index) => source.managerIdOf(index),
    at: (index) => {
      const user = cached[index] ?? source.at(index)
      cached[index] = user
      return user
    },
  }
}
