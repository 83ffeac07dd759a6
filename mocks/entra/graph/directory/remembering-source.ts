import type { PeopleSource, Person } from '../../index.ts'

/** The maximum number of people to cache, because a list is read completely for every page. */
const CAPACITY = 20_000

/** Caches the people of a source that creates them on each access, unless there are too many. */
export function rememberingSource(people: PeopleSource): PeopleSource {
  if (people.count > CAPACITY) return people
  const made: Person[] = []
  return {
    count: people.count,
    objectIdAt: (index) => people.objectIdAt(index),
    indexOf: (objectId) => people.indexOf(objectId),
    managerIdOf: (index) => people.managerIdOf(index),
    at: (index) => {
      const person = made[index] ?? people.at(index)
      made[index] = person
      return person
    },
  }
}
