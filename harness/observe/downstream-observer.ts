import type { SystemUser } from '../../mocks/jumpcloud-api/index.ts'
import type { JumpCloudPortal } from './jumpcloud-portal.ts'

export type { SystemUser }

/** How a SCIM resource is known downstream. */
export interface ObservedResource {
  readonly id: string
  readonly userName: string
}

/** The third leg: what arrived in JumpCloud. */
export interface DownstreamObserver {
  /** `jumpcloud`: what the target itself wrote. `scim`: what a read-back by SCIM, mapped by the table, was answered when written. */
  readonly kind: 'scim' | 'jumpcloud'
  /** What happens in JumpCloud past the target; absent where the target does not write to JumpCloud itself. */
  readonly portal?: JumpCloudPortal
  /** Waits until the system user of a resource satisfies `until` (exists, by default); hands back the last state seen when the time is up. */
  systemUser(resource: ObservedResource, until?: (user: SystemUser) => boolean): Promise<SystemUser | undefined>
  /** Every system user that satisfies the predicate at this moment. */
  find(predicate: (user: SystemUser) => boolean): readonly SystemUser[]
}
