import type { SystemUser } from '../../mocks/jumpcloud-api/index.ts'
import type { JumpCloudPortal } from './jumpcloud-portal.ts'

export type { SystemUser }

/** The downstream identity of a SCIM resource. */
export interface ObservedResource {
  readonly id: string
  readonly userName: string
}

/** The third step: observes what is stored in JumpCloud. */
export interface DownstreamObserver {
  /**
   * `jumpcloud`: the writes of the target itself. `scim`: the values that are read back by SCIM, mapped by the table,
   * and written to the mock.
   */
  readonly kind: 'scim' | 'jumpcloud'
  /** Changes in JumpCloud that bypass the target; absent if the target does not write to JumpCloud itself. */
  readonly portal?: JumpCloudPortal
  /**
   * Waits until the system user of a resource satisfies `until` (exists, by default); returns the last state if it
   * does not in time.
   */
  systemUser(resource: ObservedResource, until?: (user: SystemUser) => boolean): Promise<SystemUser | undefined>
  /** Returns every system user that satisfies the predicate now. */
  find(predicate: (user: SystemUser) => boolean): readonly SystemUser[]
}
