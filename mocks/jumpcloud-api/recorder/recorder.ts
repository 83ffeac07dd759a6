import { createRecorder, type Recorder, type ServedCall } from '../../serving/index.ts'
import type { JsonObject, JsonValue } from '../json.ts'

/** One call of the API, as it was answered; `operation` is its id, such as `systemusers_post`, `admin` an e-mail address or a client id. */
export interface RecordedCall extends ServedCall {
  /** What was sent, its secrets masked. */
  readonly body: JsonValue | undefined
  /** The record concerned, before and after. */
  readonly before: JsonObject | undefined
  readonly after: JsonObject | undefined
  /** The body of a refusal. */
  readonly refusal?: JsonValue
  /** The validation rule that refused it. */
  readonly rule: string | undefined
  /** What befell it on purpose, such as `503` or `lost-answer`. */
  readonly fault: string | undefined
}

/** What came of the traffic: the last calls, and ways to wait for more. */
export type ApiRecorder = Recorder<RecordedCall>

/** Makes a recorder that keeps so many calls, the last (10 000); with 0 it only lets wait for those to come. */
export const createApiRecorder = (capacity?: number): ApiRecorder => createRecorder<RecordedCall>(capacity)
