import type { SystemUser } from '../records/system-user.ts'
import type { JsonObject, JsonValue } from '../wire/json.ts'
import type { Call } from './call.ts'
import type { Caller } from './caller.ts'

/** The components that the rows of a job need: creating calls, validating bodies, and reporting results. */
export interface JobRunner {
  /** Creates a call on behalf of the user who started the job. */
  readonly callOf: (caller: Caller, request: Call['request']) => Call
  /** Throws ApiError for a body that is not valid. */
  readonly assertValid: (schema: string, body: JsonValue) => void
  readonly onRow: (call: Call, done: RowDone) => void
}

/** The result of a row. */
export interface RowDone {
  readonly status: number
  readonly body: JsonObject
  readonly before?: SystemUser
  readonly after?: SystemUser
  readonly rule?: string
}
