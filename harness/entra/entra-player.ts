import {
  type CompiledMapping,
  compileObjectMapping,
  createEntraClient,
  createUnmatched,
  type Dialect,
  type EntraClient,
  type EntraResponse,
  type EntraSwitches,
  findChanges,
  type ObjectMapping,
  patchBody,
  removeManagerBody,
  resourcesOf,
  type SourceUser,
  type Synchronisation,
  type SynchronizationSchema,
  synchronise,
  updateShown,
} from '../../mocks/entra/index.ts'
import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import type { RunEnvironment } from '../environment/environment.ts'
import type { Waiter } from '../environment/waiter.ts'
import type { RecordedTransport } from '../record/recorder.ts'
import { createGroupPlayer, type GroupPlayer } from './group-player.ts'

/** The mock Entra client as checks use it. */
export interface EntraPlayer {
  readonly dialect: Dialect
  /** The compiled mapping of users, with its rows. */
  readonly mapping: CompiledMapping
  /** Sends single requests that an activity would not send by itself. */
  readonly client: EntraClient
  /** Queries a user that cannot exist, as each activity does first. */
  probe(): Promise<EntraResponse>
  /** Matches a user, then creates, updates or leaves it. */
  provision(person: SourceUser): Promise<Synchronisation>
  /**
   * Creates a user that is new to the server, without the matching queries: for users that a check needs, if it does
   * not judge how they are found.
   */
  create(person: SourceUser): Promise<Synchronisation>
  /**
   * Returns the ids that the matching queries of a user return; empty if there are none, or if the response is not a
   * list.
   */
  find(person: SourceUser): Promise<readonly unknown[]>
  /** Updates a changed user whose id is known; reads the resource first, unless the caller just did. */
  update(person: SourceUser, id: string, shown?: JsonObject): Promise<Synchronisation>
  /**
   * Returns the changes that an evaluation of the user would send now, as `replace title`; nothing is sent. Undefined
   * if the user cannot be read.
   */
  compare(person: SourceUser, id: string): Promise<readonly string[] | undefined>
  /**
   * Returns the values that the mapping yields for a user, by target attribute; an update (the default) leaves out
   * rows for creation only.
   */
  mapped(person: SourceUser, phase?: 'create' | 'update'): ReadonlyMap<string, JsonValue>
  /** Sends the effect of the IsSoftDeleted switch: a PATCH of active to false. */
  disable(person: SourceUser, id: string): Promise<Synchronisation>
  /** Deletes an object. */
  delete(id: string): Promise<EntraResponse>
  /** Returns the object as the server returns it; undefined if the server does not. */
  readBack(id: string): Promise<JsonObject | undefined>
  /**
   * Returns the same client with other mappings of users, or in the other dialect (provisioning on demand uses the
   * legacy one).
   */
  with(other: { readonly mapping?: ObjectMapping; readonly dialect?: Dialect }): EntraPlayer
  /** The client's requests for groups and references. */
  readonly groups: GroupPlayer
  /** Sends the manager in a separate PATCH, as a cycle does after the users; `add` if the server returns none. */
  setManager(id: string, managerId: string, op: 'add' | 'replace'): Promise<EntraResponse>
  /** Removes the manager with the dialect's PATCH. */
  removeManager(id: string, managerId: string): Promise<EntraResponse>
}

/** The components of the client. */
export interface EntraPlayerOptions {
  readonly baseUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly transport: RecordedTransport
  readonly schema: SynchronizationSchema
  readonly dialect: Dialect
  /** Behaviour of the client; switches that concern whole cycles have no effect here. */
  readonly switches?: Partial<EntraSwitches>
  readonly environment: RunEnvironment
  readonly random: () => number
  /**
   * Waits until the effect of one activity is visible to the next one, which in production follows 40 minutes later.
   */
  readonly waiter: Waiter
}

/** Returns the compiled mapping of users in a schema. Throws if none is enabled. */
function userMapping(schema: SynchronizationSchema): CompiledMapping {
  const mapping = schema.synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .find(({ enabled, targetObjectName }) => enabled && /user/i.test(targetObjectName))
  if (mapping === undefined) throw new Error('the schema has no enabled mapping of users')
  return compileObjectMapping(mapping)
}

/** Creates the client. */
export function createEntraPlayer(options: EntraPlayerOptions): EntraPlayer {
  const { baseUrl, headers, transport, schema, dialect, random, switches = {} } = options
  const client = createEntraClient({
    baseUrl,
    authorization: () => headers,
    transport: async (request, limits) => (await transport(request, limits)).response,
    guid: () => guid(random),
    ...(switches.accept === undefined ? {} : { accept: switches.accept }),
    ...(switches.adscimversion === undefined ? {} : { adScimVersion: switches.adscimversion }),
  })
  return playerOf(client, userMapping(schema), dialect, options)
}

const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`

function playerOf(
  client: EntraClient,
  mapping: CompiledMapping,
  dialect: Dialect,
  options: EntraPlayerOptions,
): EntraPlayer {
  const { environment, waiter, random } = options
  const evaluation = { now: environment.now, random }
  const readBack = async (id: string): Promise<JsonObject | undefined> => {
    const { status, body } = await client.read('/Users', id)
    return status === 200 && isJsonObject(body) ? body : undefined
  }
  const compare = async (person: SourceUser, id: string): Promise<string[] | undefined> => {
    const shown = await readBack(id)
    if (shown === undefined) return undefined
    const attributes = mapping.map(person, 'update', evaluation).attributes.filter(({ isReference }) => !isReference)
    return findChanges(attributes, shown).map(({ op, target }) => `${op} ${target}`)
  }
  const parts = { client, mapping, endpoint: '/Users', dialect, environment: evaluation } as const
  /** Waits until the effect of an activity is visible. */
  const visible = async (person: SourceUser, activity: Promise<Synchronisation>): Promise<Synchronisation> => {
    const outcome = await activity
    const { action, targetId } = outcome
    if (waiter.isOff || targetId === undefined || (action !== 'create' && action !== 'update')) return outcome
    await waiter.until(
      () => compare(person, targetId),
      (changes) => changes?.length === 0,
    )
    // The next cycle, which matches the user, comes 40 minutes later.
    if (action === 'create')
      await waiter.until(
        () => find(person),
        (ids) => ids.includes(targetId),
      )
    return outcome
  }
  const find = async (person: SourceUser): Promise<readonly unknown[]> => {
    const [matching] = mapping.matching
    const value = mapping.map(person, 'create', evaluation).attributes.find(({ row }) => row === matching?.row)?.value
    if (matching === undefined || value === undefined) return []
    const response = await client.query('/Users', matching.target, String(value))
    return resourcesOf(response)?.map(({ id }) => id) ?? []
  }
  const update = (person: SourceUser, id: string, shown?: JsonObject): Promise<Synchronisation> =>
    visible(person, shown === undefined ? synchronise(person, id, parts) : updateShown(person, id, shown, parts))
  return {
    dialect,
    mapping,
    client,
    probe: () => client.probe('/Users', mapping.matching[0]?.target ?? 'userName'),
    provision: (person) => visible(person, synchronise(person, undefined, parts)),
    create: (person) => visible(person, createUnmatched(person, parts)),
    find,
    update,
    disable: (person, id) => update({ ...person, IsSoftDeleted: 'True' }, id),
    delete: (id) => client.delete('/Users', id),
    readBack,
    compare,
    mapped: (person, phase = 'update') =>
      new Map(mapping.map(person, phase, evaluation).attributes.map(({ target, value }) => [target, value])),
    with: (other) =>
      playerOf(
        client,
        other.mapping === undefined ? mapping : compileObjectMapping(other.mapping),
        other.dialect ?? dialect,
        options,
      ),
    groups: createGroupPlayer(client, dialect),
    setManager: (id, managerId, op) =>
      client.patch('/Users', id, patchBody([{ op, target: MANAGER, value: managerId }], dialect)),
    removeManager: (id, managerId) => client.patch('/Users', id, removeManagerBody(MANAGER, managerId, dialect)),
  }
}

function guid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
