import type { JsonObject } from '../../mocks/protocol/index.ts'

/** One change that the target made in JumpCloud. */
export interface DownstreamWrite {
  /** The call of the JumpCloud API: `PUT /api/systemusers/5f…`. */
  readonly call: string
  /** The system user before the call; for a new one, the record of a user with only a username and an email address. */
  readonly before: JsonObject | undefined
  /** The system user after the call; undefined if it is deleted, or if the call changed something other than a system user. */
  readonly after: JsonObject | undefined
  readonly kind: 'create' | 'update' | 'delete' | 'other'
  /**
   * The possible cause of the write. `act`: a SCIM request that changes this user was in progress. `late`: there was
   * one before. `read`: only requests that read this user were in progress. `none`: there was no request about this
   * user.
   */
  readonly reason: 'act' | 'late' | 'read' | 'none'
  /**
   * The SCIM requests that may be the reason, the newest first; for a target that writes after its responses, also
   * those of the last seconds.
   */
  readonly acts: readonly ScimAct[]
}

/** A SCIM request that changes a user. */
export interface ScimAct {
  readonly method: string
  /** The path below the base URL. */
  readonly path: string
  readonly body: unknown
}
