import type { JsonObject } from '../../mocks/protocol/index.ts'

/** One change that the target made in JumpCloud. */
export interface DownstreamWrite {
  /** The call of the JumpCloud API: `PUT /api/systemusers/5f…`. */
  readonly call: string
  /** The system user before the call; for a new one, the record that JumpCloud gives a user who has only a username and an email address. */
  readonly before: JsonObject | undefined
  /** The system user after the call; undefined if it is deleted, or if the call changed something other than a system user. */
  readonly after: JsonObject | undefined
  readonly kind: 'create' | 'update' | 'delete' | 'other'
  /**
   * Why the target may have written this. `act`: SCIM requests about this user that change something. `read`: only requests that read this
   * user. `none`: no request about this user.
   */
  readonly reason: 'act' | 'read' | 'none'
  /** The SCIM requests about this user before or during the call that change something, the newest first. */
  readonly acts: readonly ScimAct[]
}

/** A SCIM request that changes a user. */
export interface ScimAct {
  readonly method: string
  /** Below the base URL. */
  readonly path: string
  readonly body: unknown
}
