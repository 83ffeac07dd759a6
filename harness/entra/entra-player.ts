import {
  type CompiledMapping,
  compileObjectMapping,
  createEntraClient,
  type Dialect,
  type EntraClient,
  type EntraResponse,
  type Person,
  type Synchronisation,
  type SynchronizationSchema,
  synchronise,
} from '../../mocks/entra/index.ts'
import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import type { RecordedTransport } from '../record/recorder.ts'
import type { RunEnvironment } from '../run/environment.ts'

/** The mock Entra client as a check plays it. */
export interface EntraPlayer {
  readonly dialect: Dialect
  /** The compiled mapping of users, with its rows. */
  readonly mapping: CompiledMapping
  /** Single requests, for what an activity would not send by itself. */
  readonly client: EntraClient
  /** Asks for a user that cannot exist, as each activity begins. */
  probe(): Promise<EntraResponse>
  /** Matches a person, then creates, updates or leaves them. */
  provision(person: Person): Promise<Synchronisation>
  /** Brings a changed person to a user whose id is known. */
  update(person: Person, id: string): Promise<Synchronisation>
  /** Plays the IsSoftDeleted switch: PATCH of active to false. */
  disable(person: Person, id: string): Promise<Synchronisation>
  /** Deletes for good. */
  delete(id: string): Promise<EntraResponse>
  /** What the server shows; undefined where it shows nothing. */
  readBack(id: string): Promise<JsonObject | undefined>
}

/** What a player stands on. */
export interface EntraPlayerOptions {
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly transport: RecordedTransport
  readonly schema: SynchronizationSchema
  readonly dialect: Dialect
  readonly environment: RunEnvironment
  readonly random: () => number
}

/** The mapping of users in a schema. Throws where there is none that is enabled. */
export function userMapping(schema: SynchronizationSchema): CompiledMapping {
  const mapping = schema.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .find(({ enabled, targetObjectName }) => enabled && /user/i.test(targetObjectName))
  if (mapping === undefined) throw new Error('the schema has no enabled mapping of users')
  return compileObjectMapping(mapping)
}

/** Makes a player. */
export function createEntraPlayer(options: EntraPlayerOptions): EntraPlayer {
  const { baseUrl, headers, transport, schema, dialect, environment, random } = options
  const mapping = userMapping(schema)
  const client = createEntraClient({
    baseUrl,
    authorization: () => headers,
    transport: async (request, limits) => (await transport(request, limits)).response,
    guid: () => guid(random),
  })
  const play = (person: Person, id: string | undefined): Promise<Synchronisation> =>
    synchronise(person, id, {
      client,
      mapping,
      endpoint: '/Users',
      dialect,
      environment: { now: environment.now, random },
    })
  return {
    dialect,
    mapping,
    client,
    probe: () => client.probe('/Users', mapping.matching[0]?.target ?? 'userName'),
    provision: (person) => play(person, undefined),
    update: (person, id) => play(person, id),
    disable: (person, id) => play({ ...person, IsSoftDeleted: 'True' }, id),
    delete: (id) => client.delete('/Users', id),
    readBack: async (id) => {
      const { status, body } = await client.read('/Users', id)
      return status === 200 && isJsonObject(body) ? body : undefined
    },
  }
}

function guid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
