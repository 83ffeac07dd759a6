import type { ScimResource } from '../../mocks/protocol/index.ts'
import { memoryStore, type ResourceStore, type ResourceType } from '../../mocks/scim-server/index.ts'

/** A state of a resource; undefined after its removal. */
interface Version {
  /** The number of queries before it. */
  readonly since: number
  readonly resource: ScimResource | undefined
}

/**
 * A correct store whose queries lag, as those of a search index do: a change is in none of the `lag` queries that follow it. Reads by id are up to
 * date.
 */
export function laggingStore(lag: number): ResourceStore {
  const store = memoryStore()
  const versions = new Map<string, Map<string, Version[]>>()
  let queries = 0
  const note = (type: ResourceType, id: string, resource: ScimResource | undefined): void => {
    const ofType = versions.get(type.name) ?? new Map<string, Version[]>()
    versions.set(type.name, ofType)
    ofType.set(id, [...(ofType.get(id) ?? []), { since: queries, resource }])
  }
  return {
    ...store,
    insert: async (type, resource) => {
      const stored = await store.insert(type, resource)
      note(type, String(stored.id), stored)
      return stored
    },
    get: (type, id) => store.get(type, id),
    update: async (type, id, change) => {
      const stored = await store.update(type, id, change)
      if (stored !== undefined) note(type, id, stored)
      return stored
    },
    remove: async (type, id, check) => {
      const isRemoved = await store.remove(type, id, check)
      if (isRemoved) note(type, id, undefined)
      return isRemoved
    },
    find: async (type) => {
      queries += 1
      return [...(versions.get(type.name)?.values() ?? [])].flatMap((all) => {
        const shown = all.findLast(({ since }) => since + lag < queries)?.resource
        return shown === undefined ? [] : [shown]
      })
    },
    containing: (type, memberId) => store.containing?.(type, memberId) ?? Promise.resolve([]),
  }
}
