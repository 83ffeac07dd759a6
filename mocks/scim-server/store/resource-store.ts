import type { ScimResource } from '../../protocol/index.ts'
import type { Equality } from '../filter/equalities.ts'
import type { ResourceType } from '../schema/resource-type.ts'

/**
 * The storage of resources. A store may be remote: every method is asynchronous and may throw a ScimError, which the
 * client receives. Resources have `schemas`, `id` and `meta`, but neither `meta.location` nor `$ref`, which depend on
 * the request.
 */
export interface ResourceStore {
  /**
   * Stores a new resource and returns it as stored: a store that has its own ids and times returns those. Throws a
   * ScimError 409 `uniqueness`.
   */
  insert(type: ResourceType, resource: ScimResource): Promise<ScimResource>
  get(type: ResourceType, id: string): Promise<ScimResource | undefined>
  /** Returns every resource of a type in a stable order, or at least those that satisfy the equality. */
  find(type: ResourceType, equality?: Equality): Promise<Iterable<ScimResource>>
  /** Updates a resource atomically; if `change` throws, nothing is changed. Undefined if there is no such resource. */
  update(
    type: ResourceType,
    id: string,
    change: (current: ScimResource) => ScimResource,
  ): Promise<ScimResource | undefined>
  /** Removes a resource unless `check` throws; returns false if there is none. */
  remove(type: ResourceType, id: string, check: (current: ScimResource) => void): Promise<boolean>
  /** Returns the resources of a type whose `members` contain an id; a store without groups omits this method. */
  containing?(type: ResourceType, memberId: string): Promise<readonly ScimResource[]>
}
