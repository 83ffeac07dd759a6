import type { Person } from './person.ts'
import { syntheticIndex, syntheticObjectId, syntheticPersonAt } from './synthetic-people.ts'

/** People by index, generated or stored: the initial content of a tenant. */
export interface PeopleSource {
  readonly count: number
  at(index: number): Person
  objectIdAt(index: number): string
  /** Returns the index; undefined if there is no such person. */
  indexOf(objectId: string): number | undefined
  /** The object id of the manager; null at the top. */
  managerIdOf(index: number): string | null
}

/** The number of direct reports of one manager. */
const SPAN = 8

/**
 * Generates people on access, always the same for an index, so that a million needs no memory. One in fifty is a guest.
 */
export function syntheticSource(options: {
  readonly seed: number
  readonly count: number
  readonly prefix?: string
  readonly domain?: string
}): PeopleSource {
  const at = syntheticPersonAt({ guests: 0.02, ...options })
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

/** Serves people from a list, such as an import. `managerIds` maps a person's object id to the manager's. */
export function listSource(
  people: readonly Person[],
  managerIds: ReadonlyMap<string, string> = new Map(),
): PeopleSource {
  const indices = new Map(people.map(({ objectId }, index) => [objectId, index]))
  const at = (index: number): Person => {
    const person = people[index]
    if (person === undefined) throw new RangeError(`there is no person ${index} among ${people.length}`)
    return person
  }
  return {
    count: people.length,
    at,
    objectIdAt: (index) => at(index).objectId,
    indexOf: (objectId) => indices.get(objectId),
    managerIdOf: (index) => managerIds.get(at(index).objectId) ?? null,
  }
}
