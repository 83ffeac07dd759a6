import type { JsonObject, ScimResource } from '../protocol/index.ts'
import type { Equality, ResourceStore, ResourceType } from '../scim-server/index.ts'
import type { ApiClient } from './api-client.ts'
import { MARKS } from './properties.ts'
import type { JumpCloudScimSwitches } from './switches.ts'
import { markOf, toScim, toSystemUser, withMark } from './system-user.ts'

/** The state that the stores of one front share for all clients. */
export interface FrontState {
  /** The RFC 3339 times of the last change through this front, by id, because the API stores none. */
  readonly modified: Map<string, string>
  /** The last pending change, by id, so that a read and a write of one user are not interleaved. */
  readonly pending: Map<string, Promise<unknown>>
  readonly clock: () => Date
}

/** Creates a store that stores users in JumpCloud; it has no groups. */
export function jumpCloudStore(api: ApiClient, switches: JumpCloudScimSwitches, state: FrontState): ResourceStore {
  return new JumpCloudStore(api, switches, state)
}

/**
 * Returns true for a user that SCIM deleted and JumpCloud still has as suspended. SCIM does not return it until it is
 * created again.
 */
const isHidden = (user: JsonObject): boolean => markOf(user, MARKS.deleted) !== undefined

class JumpCloudStore implements ResourceStore {
  readonly #api: ApiClient
  readonly #switches: JumpCloudScimSwitches
  readonly #state: FrontState

  constructor(api: ApiClient, switches: JumpCloudScimSwitches, state: FrontState) {
    this.#api = api
    this.#switches = switches
    this.#state = state
  }

  async insert(type: ResourceType, resource: ScimResource): Promise<ScimResource> {
    const properties = filled(toSystemUser(resource))
    const former = await this.#hiddenNamed(String(resource['userName'] ?? ''))
    const marked = this.#withExternalId(properties, resource, former ?? {})
    if (former === undefined) return this.#present(type, await this.#api.create(marked))
    const id = String(former['_id'])
    return this.#inTurn(id, async () => {
      const attributes = withMark({ ...former, ...marked }, MARKS.deleted, undefined)
      const emptied = { ...toSystemUser(resource), suspended: false, ...marked, attributes }
      const user = await this.#api.update(id, emptied)
      if (user === undefined) return this.#present(type, await this.#api.create(marked))
      this.#touch(id)
      return this.#present(type, user)
    })
  }

  async get(type: ResourceType, id: string): Promise<ScimResource | undefined> {
    const user = await this.#visible(id)
    return user === undefined ? undefined : this.#present(type, user)
  }

  async find(type: ResourceType, equality?: Equality): Promise<Iterable<ScimResource>> {
    const users = await this.#candidates(equality)
    return users.filter((user) => !isHidden(user)).map((user) => this.#present(type, user))
  }

  async update(
    type: ResourceType,
    id: string,
    change: (current: ScimResource) => ScimResource,
  ): Promise<ScimResource | undefined> {
    return this.#inTurn(id, async () => {
      const user = await this.#visible(id)
      if (user === undefined) return undefined
      const current = this.#present(type, user)
      const next = change(current)
      if (next === current) return current
      const marked = this.#withExternalId(toSystemUser(next), next, user)
      const changes = differences(toSystemUser(current), marked, user)
      if (Object.keys(changes).length === 0) return current
      const updated = await this.#api.update(id, changes)
      if (updated === undefined) return undefined
      this.#touch(id)
      return this.#present(type, updated)
    })
  }

  async remove(type: ResourceType, id: string, check: (current: ScimResource) => void): Promise<boolean> {
    return this.#inTurn(id, async () => {
      const user = await this.#visible(id)
      if (user === undefined) return false
      check(this.#present(type, user))
      this.#state.modified.delete(id)
      if (this.#switches.remove === 'delete') return this.#api.remove(id)
      const attributes = withMark(user, MARKS.deleted, this.#state.clock().toISOString())
      return (await this.#api.update(id, { suspended: true, attributes })) !== undefined
    })
  }

  async #candidates(equality: Equality | undefined): Promise<JsonObject[]> {
    if (equality === undefined) return this.#api.list()
    if (equality.attribute === 'userName') return this.#api.searchByUsername(equality.value)
    if (equality.attribute === 'externalId') return this.#switches.externalId === 'attribute' ? this.#api.list() : []
    const user = await this.#visible(equality.value)
    return user === undefined ? [] : [user]
  }

  async #visible(id: string): Promise<JsonObject | undefined> {
    const user = await this.#api.get(id)
    return user === undefined || isHidden(user) ? undefined : user
  }

  async #hiddenNamed(userName: string): Promise<JsonObject | undefined> {
    if (this.#switches.remove === 'delete' || userName === '') return undefined
    const folded = userName.toLowerCase()
    const found = await this.#api.searchByUsername(userName)
    return found.find((user) => isHidden(user) && String(user['username']).toLowerCase() === folded)
  }

  #withExternalId(properties: JsonObject, { externalId }: ScimResource, user: JsonObject): JsonObject {
    if (this.#switches.externalId === 'dropped' || externalId === markOf(user, MARKS.externalId)) return properties
    return { ...properties, attributes: withMark(user, MARKS.externalId, externalId) }
  }

  #present(type: ResourceType, user: JsonObject): ScimResource {
    const resource = toScim(user, this.#state.modified.get(String(user['_id'])), this.#switches)
    const extensions = [...type.extensions.values()].filter(({ urn }) => resource[urn] !== undefined)
    return { ...resource, schemas: [type.schema, ...extensions.map(({ urn }) => urn)] }
  }

  #touch(id: string): void {
    this.#state.modified.set(id, this.#state.clock().toISOString())
  }

  /** Runs an action after all earlier actions on the same user. */
  async #inTurn<Result>(id: string, action: () => Promise<Result>): Promise<Result> {
    const { pending } = this.#state
    const turn = (pending.get(id) ?? Promise.resolve()).then(action, action)
    pending.set(id, turn)
    try {
      return await turn
    } finally {
      if (pending.get(id) === turn) pending.delete(id)
    }
  }
}

/** Returns the properties that have a value; a new user is created without the others. */
function filled(properties: JsonObject): JsonObject {
  // `suspended: false` is not sent, because the organisation's default state of new users applies.
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== '' && value !== false))
}

/**
 * Returns the changed properties; `suspended` is compared with the user itself, because `active` also depends on an
 * expired password.
 */
function differences(before: JsonObject, after: JsonObject, user: JsonObject): JsonObject {
  const isChange = ([name, value]: [string, unknown]): boolean =>
    name === 'suspended'
      ? value !== (user['suspended'] === true) && value !== before['suspended']
      : value !== before[name]
  return Object.fromEntries(Object.entries(after).filter(isChange))
}
