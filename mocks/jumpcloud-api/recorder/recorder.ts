import { createRecorder, type Recorder, type ServedCall } from '../../serving/index.ts'
import type { JsonObject, JsonValue } from '../wire/json.ts'

/**
 * One call of the API with its response; `operation` is its id, such as `systemusers_post`, `admin` an e-mail address
 * or a client id.
 */
export interface RecordedCall extends ServedCall {
  /** The body of the request, with secrets masked. */
  readonly body: JsonValue | undefined
  /** The record before and after the call. */
  readonly before: JsonObject | undefined
  readonly after: JsonObject | undefined
  /** The body of an error response. */
  readonly refusal?: JsonValue
  /** The violated validation rule. */
  readonly rule: string | undefined
  /** The injected fault, such as `503` or `lost-answer`. */
  readonly fault: string | undefined
}

/** The recorder of calls: the last calls, and methods to wait for more. */
export type ApiRecorder = Recorder<RecordedCall>

/**
 * Creates a recorder that stores a number of last calls (default: 10 000); with 0 one can only wait for future calls.
 */
export const createApiRecorder = (capacity?: number): ApiRecorder => createRecorder<RecordedCall>(capacity)
