import type { ScimResource } from '../../protocol/index.ts'
import type { Equality } from '../filter/equalities.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { IdIndex } from './id-index.ts'
import { externalIdKey, indexKeysOf, userNameKey } from './index-keys.ts'
import type { ResourceStore } from './resource-store.ts'
import { conflict, uniqueKeysOf } from './unique-keys.ts'

/** Creates an empty store in memory, indexed by id, unique values, userName, externalId and member. */
export function memoryStore(): ResourceStore {
  return new MemoryStore()
}

/** The resources of one type with their indexes. */
class Collection {
  readonly byId: Map<string, ScimResource> = new Map()
  readonly owners: Map<string, string> = new Map()
  readonly byUserName: IdIndex = new IdIndex()
  readonly byExternalId: IdIndex = new IdIndex()
  readonly byMember: IdIndex = new IdIndex()

  put(type: ResourceType, resource: ScimResource, before?: ScimResource): void {
    const id = String(resource.id)
    const keys = uniqueKeysOf(resource, type)
    for (const { attribute, key } of keys) {
      const owner = this.owners.get(key)
      if (owner !== undefined && owner !== id) throw conflict(attribute)
    }
    if (before !== undefined) this.#unindex(type, before)
    this.byId.set(id, resource)
    for (const { key } of keys) this.owners.set(key, id)
    this.#each(resource, (index, key) => index.add(key, id))
  }

  drop(type: ResourceType, resource: ScimResource): void {
    this.#unindex(type, resource)
    this.byId.delete(String(resource.id))
  }

  #unindex(type: ResourceType, resource: ScimResource): void {
    const id = String(resource.id)
    for (const { key } of uniqueKeysOf(resource, type)) if (this.owners.get(key) === id) this.owners.delete(key)
    this.#each(resource, (index, key) => index.remove(key, id))
  }

  #each(resource: ScimResource, visit: (index: IdIndex, key: string) => void): void {
    const { userName, externalId, members } = indexKeysOf(resource)
    if (userName !== undefined) visit(this.byUserName, userName)
    if (externalId !== undefined) visit(this.byExternalId, externalId)
    for (const member of members) visit(this.byMember, member)
  }

  select(ids: Iterable<string>): ScimResource[] {
    const found: ScimResource[] = []
    for (const id of ids) {
      const resource = this.byId.get(id)
      if (resource !== undefined) found.push(resource)
    }
    return found
  }
}

class MemoryStore implements ResourceStore {
  readonly #collections = new Map<string, Collection>()

  #of(type: ResourceType): Collection {
    const known = this.#collections.get(type.name)
    if (known !== undefined) return known
    const fresh = new Collection()
    this.#collections.set(type.name, fresh)
    return fresh
  }

  async insert(type: ResourceType, resource: ScimResource): Promise<ScimResource> {
    this.#of(type).put(type, resource)
    return resource
  }

  async get(type: ResourceType, id: string): Promise<ScimResource | undefined> {
    return this.#of(type).byId.get(id)
  }

  async find(type: ResourceType, equality?: Equality): Promise<Iterable<ScimResource>> {
    const collection = this.#of(type)
    if (equality === undefined) return collection.byId.values()
    const { attribute, value } = equality
    if (attribute === 'id') return collection.select([value])
    if (attribute === 'userName') return collection.select(collection.byUserName.idsOf(userNameKey(value)))
    return collection.select(collection.byExternalId.idsOf(externalIdKey(value)))
  }

  async update(
    type: ResourceType,
    id: string,
    change: (current: ScimResource) => ScimResource,
  ): Promise<ScimResource | undefined> {
    const collection = this.#of(type)
    const current = collection.byId.get(id)
    if (current === undefined) return undefined
    const next = change(current)
    if (next !== current) collection.put(type, next, current)
    return next
  }

  async remove(type: ResourceType, id: string, check: (current: ScimResource) => void): Promise<boolean> {
    const collection = this.#of(type)
    const current = collection.byId.get(id)
    if (current === undefined) return false
    check(current)
    collection.drop(type, current)
    return true
  }

  async containing(type: ResourceType, memberId: string): Promise<readonly ScimResource[]> {
    const collection = this.#of(type)
    return collection.select(collection.byMember.idsOf(memberId))
  }
}
