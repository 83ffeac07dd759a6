import type { InjectedFaults } from '../../serving/index.ts'
import type { Call } from '../api/call.ts'
import type { Caller } from '../api/caller.ts'
import type { RowDone } from '../api/job-runner.ts'
import type { Answer, ApiRequest, Operation } from '../api/operation.ts'
import { masked, maskedRecord } from '../recorder/mask.ts'
import type { RecordedCall } from '../recorder/recorder.ts'
import { isDeeperThan, type JsonValue, MAX_DEPTH } from '../wire/json.ts'

type Unnumbered = Omit<RecordedCall, 'sequence'>

/** Returns a call as the recorder stores it, without secrets. */
export function recordedCall(call: {
  readonly operation: Operation
  readonly request: ApiRequest
  readonly caller: Caller | undefined
  readonly answer: Answer | undefined
  readonly rule: string | undefined
  readonly injected: InjectedFaults
  readonly time: string
}): Unnumbered {
  const { operation, request, caller, answer, rule, injected, time } = call
  return {
    time,
    operation: operation.id,
    admin: nameOf(caller),
    method: request.method,
    path: request.url,
    status: answer?.status ?? 0,
    body: operation.body === undefined ? undefined : storedBody(request.body as JsonValue | undefined),
    before: answer?.before === undefined ? undefined : maskedRecord(answer.before),
    after: answer?.after === undefined ? undefined : maskedRecord(answer.after),
    ...(answer?.json === undefined || answer.status < 400 ? {} : { refusal: answer.json }),
    rule,
    fault: injected.instead ?? (injected.isAnswerLost ? 'lost-answer' : undefined),
  }
}

/**
 * Returns the body to record; undefined for a body that is nested too deep, which was rejected and cannot be written as
 * JSON.
 */
const storedBody = (body: JsonValue | undefined): JsonValue | undefined =>
  isDeeperThan(body, MAX_DEPTH) ? undefined : masked(body)

/** Returns the recorded call of one row of a bulk job. */
export function recordedRow(
  { request, caller, now }: Call,
  { status, body, before, after, rule }: RowDone,
): Unnumbered {
  return {
    time: now,
    operation: request.method === 'POST' ? 'bulk_usersCreate row' : 'bulk_usersUpdate row',
    admin: nameOf(caller),
    method: request.method,
    path: request.url,
    status,
    body: masked(body),
    before,
    after,
    rule,
    fault: undefined,
  }
}

function nameOf(caller: Caller | undefined): string | undefined {
  return caller?.kind === 'service_account' ? caller.id : caller?.email
}
