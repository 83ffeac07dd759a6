import type { PeopleSource, Person } from '../../index.ts'

/** The maximum number of users to cache. */
const CAPACITY = 20_000

/**
 * Caches the users of a source that creates them on each access, because a list is read completely for every page. A source
 * with too many users is returned as it is.
 */
export function cachedSource(people: PeopleSource): PeopleSource {
  if (people.count > CAPACITY) return people
  const cached: Person[] = []
  return {
    count: people.count,
    objectIdAt: (index) => people.objectIdAt(index),
    indexOf: (objectId) => people.indexOf(objectId),
    managerIdOf: (index) => people.managerIdOf(index),
    at: (index) => {
      const person = cached[index] ?? people.at(index)
      cached[index] = person
      return person
    },
  }
}
