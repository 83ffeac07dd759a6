import type { JsonObject } from '../../mocks/protocol/index.ts'
import { type AskedResource, shownName } from './created-resource.ts'

/** A resource that a POST created, or may have created, whose id no response contained. */
export interface Nameless extends AskedResource {
  /** The reason why the id is unknown. */
  readonly reason: string
}

/** The resources of unknown id, which can only be looked up by name. */
export interface NamelessResources {
  add(nameless: Nameless): void
  /** Remembers the key of a returned resource that has the name of one of them: a request may remove it by that id. */
  noteReturned(key: string, resource: JsonObject, collection: string): void
  /** Forgets a resource whose key was learned and that was removed; returns it. */
  forget(key: string): Nameless | undefined
  all(): readonly Nameless[]
}

/** Creates an empty list. */
export function createNamelessResources(): NamelessResources {
  const unknown = new Set<Nameless>()
  const byName = new Map<string, readonly Nameless[]>()
  const returned = new Map<string, Nameless>()
  return {
    add: (nameless) => {
      unknown.add(nameless)
      const name = nameless.name?.value.toLowerCase()
      if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), nameless])
    },
    noteReturned: (key, resource, collection) => {
      if (unknown.size === 0) return
      const sought = Object.values(resource)
        .flatMap((value) => (typeof value === 'string' ? (byName.get(value.toLowerCase()) ?? []) : []))
        .find(
          (one) =>
            unknown.has(one) &&
            one.collection.toLowerCase() === collection.toLowerCase() &&
            shownName(resource, one.name) === one.name?.value.toLowerCase(),
        )
      if (sought !== undefined) returned.set(key, sought)
    },
    forget: (key) => {
      const nameless = returned.get(key)
      if (nameless === undefined || !unknown.delete(nameless)) return undefined
      returned.delete(key)
      return nameless
    },
    all: () => [...unknown],
  }
}
