import type { JsonObject, JsonValue } from '../../../protocol/index.ts'
import type { GraphAnswer } from '../api/route.ts'
import { notFound } from '../wire/graph-error.ts'

/** The replication delay of new objects: the first requests for each get 404. */
export interface Replication {
  /** Throws GraphError for a path with an object that is not known everywhere yet. */
  assertKnown(params: Readonly<Record<string, string>>): void
  /** Registers the object that a response created. */
  note(answer: GraphAnswer): void
}

/** The maximum number of objects to track. */
const CAPACITY = 10_000

export function createReplication(misses: number): Replication {
  const left = new Map<string, number>()
  const watch = (value: JsonValue | undefined): void => {
    const id = idOf(value)
    if (id !== undefined && left.size < CAPACITY) left.set(id, misses)
  }
  return {
    assertKnown: (params) => {
      for (const id of Object.values(params)) {
        const count = left.get(id) ?? 0
        if (count === 0) continue
        left.set(id, count - 1)
        throw notFound(id)
      }
    },
    note: ({ status, json = {} }) => {
      if (misses === 0 || status !== 201) return
      for (const value of [json, json['application'], json['servicePrincipal']]) watch(value)
    },
  }
}

function idOf(value: JsonValue | undefined): string | undefined {
  const id = (value as JsonObject | undefined)?.['id']
  return typeof id === 'string' ? id : undefined
}
