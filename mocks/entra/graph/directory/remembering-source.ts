import type { PeopleSource, Person } from '../../index.ts'

/** People that are kept once they were made, at most: a list is read as a whole for every page. */
const CAPACITY = 20_000

/** Keeps the people of a source that makes them anew each time, unless they are too many. */
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
