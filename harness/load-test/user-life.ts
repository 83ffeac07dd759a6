import {
  compileObjectMapping,
  createEntraClient,
  type Dialect,
  type EntraClient,
  guidFrom,
  type SourceUser,
  type Synchronisation,
  type SynchronizationSchema,
  synchronise,
} from '../../mocks/entra/index.ts'
import { type Transport, TransportError } from '../../mocks/transport/index.ts'

/** The components of the life of a user. */
export interface UserLifeOptions {
  readonly baseUrl: string
  readonly authorization: () => Promise<Readonly<Record<string, string>>>
  readonly transport: Transport
  readonly schema: SynchronizationSchema
  readonly dialect: Dialect
  /** Returns the user with an index, always the same one. */
  readonly personAt: (index: number) => SourceUser
  readonly random: () => number
  readonly now: () => Date
  /** Called for a response that the Entra client cannot use, such as a created user without an id. */
  readonly onUnusable: (endpoint: string) => void
}

/** The requests of the Entra client in the life of one user. */
export interface UserLife {
  /** Runs the life of the next user to its end, or until a request fails. Throws only LoadEnded (a TransportError). */
  run(): Promise<void>
  readonly client: EntraClient
}

/**
 * Creates the lives of users: the matching query, POST, a change of title and department (GET and PATCH), disabling
 * (GET and PATCH), DELETE. These are the requests that Entra sends for a user who joins, moves, leaves, and is deleted
 * 30 days later.
 */
export function createUserLives(options: UserLifeOptions): UserLife {
  const { baseUrl, authorization, transport, schema, dialect, personAt, random, now, onUnusable } = options
  const mapping = schema.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .find(({ enabled, targetObjectName }) => enabled && /user/i.test(targetObjectName))
  if (mapping === undefined) throw new Error('the schema has no enabled mapping of users')
  const compiled = compileObjectMapping(mapping)
  // Without a matching attribute no request would be sent.
  if (compiled.matching.length === 0) throw new Error('the schema has no matching attribute for users')
  const client = createEntraClient({ baseUrl, authorization, transport, guid: () => guidFrom(random) })
  const parts = {
    client,
    mapping: compiled,
    endpoint: '/Users',
    dialect,
    environment: { now, random },
  } as const
  let next = 0
  const live = async (): Promise<void> => {
    const person = personAt(next)
    next += 1
    // An existing user does not belong to this test, so it is not updated.
    const created = await synchronise(person, undefined, { ...parts, mayUpdate: false })
    report(created, onUnusable)
    const id = created.action === 'create' ? created.targetId : undefined
    if (id === undefined) return
    const moved = { ...person, jobTitle: `Specialist ${next}`, department: 'Operations' }
    report(await synchronise(moved, id, parts), onUnusable)
    report(await synchronise({ ...moved, IsSoftDeleted: 'True' }, id, parts), onUnusable)
    await client.delete('/Users', id)
  }
  return {
    client,
    run: async () => {
      try {
        await live()
      } catch (error) {
        if (!(error instanceof TransportError) || error.fault === 'aborted') throw error
        // The request is counted as an error; the next user begins.
      }
    },
  }
}

/** Counts a 2xx response that the client cannot use as an error. */
function report({ action, sent, response }: Synchronisation, onUnusable: (endpoint: string) => void): void {
  if (action !== 'failed' || response === undefined || response.status < 200 || response.status > 299) return
  onUnusable(sent === undefined ? 'GET /Users?filter' : 'POST /Users')
}
