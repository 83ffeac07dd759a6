import type { ScimResource } from '../../protocol/index.ts'
import type { Equality } from '../filter/equalities.ts'
import type { ResourceType } from '../schema/resource-type.ts'

/**
 * Where resources are kept. A store may be remote: every method is asynchronous, and may throw a ScimError, which the client gets to
 * see. Resources come and go with `schemas`, `id` and `meta`, but without `meta.location` and `$ref`, which depend on the request.
 */
export interface ResourceStore {
  /** Keeps a new resource and gives it as kept: a store that has ids and times of its own gives those. Throws a ScimError 409 `uniqueness`. */
  insert(type: ResourceType, resource: ScimResource): Promise<ScimResource>
  get(type: ResourceType, id: string): Promise<ScimResource | undefined>
  /** Every resource of a type in a stable order, or at least those that satisfy the equality. */
  find(type: ResourceType, equality?: Equality): Promise<Iterable<ScimResource>>
  /** Changes a resource with nothing between reading and writing; `change` may throw, and then nothing happens. Undefined where there is none. */
  update(
    type: ResourceType,
    id: string,
    change: (current: ScimResource) => ScimResource,
  ): Promise<ScimResource | undefined>
  /** Removes a resource unless `check` throws; false where there is none. */
  remove(type: ResourceType, id: string, check: (current: ScimResource) => void): Promise<boolean>
  /** The resources of a type of which `members` holds an id; a store without groups leaves it out. */
  containing?(type: ResourceType, memberId: string): Promise<readonly ScimResource[]>
}
