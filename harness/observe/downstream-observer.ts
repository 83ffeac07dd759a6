import type { JsonObject } from '../../mocks/protocol/index.ts'

/** A system user as the mock JumpCloud API holds it. */
export type SystemUser = JsonObject

/** The third leg: what arrived in JumpCloud. */
export interface DownstreamObserver {
  /** `jumpcloud`: what the target itself wrote. `scim`: what a read-back by SCIM, mapped by the table, was answered when written. */
  readonly kind: 'scim' | 'jumpcloud'
  /** Waits until the system user that belongs to a SCIM resource satisfies `until` (exists, by default); undefined when the time is up. */
  systemUser(
    resource: { readonly id: string; readonly userName: string },
    until?: (user: SystemUser) => boolean,
  ): Promise<SystemUser | undefined>
  /** Every system user whose username, e-mail or any value satisfies the predicate, at this moment. */
  find(predicate: (user: SystemUser) => boolean): readonly SystemUser[]
}
