import type { JsonObject } from '../../mocks/protocol/index.ts'
import { type HttpRequest, type HttpResponse, TransportError } from '../../mocks/transport/index.ts'
import type { Sent } from './contract.ts'
import { describeRefusal, describeShown } from './describe-answer.ts'
import { type Effect, effectsOfBody, effectsOfPatch } from './effect.ts'
import { type LostValue, missingEffects } from './judge-effect.ts'
import { bodyOf } from './request-parts.ts'

/**
 * The outcome of one attempt. `unknown` (unknown): the resource had the wanted value before and could not be restored,
 * or it cannot be read.
 */
type AttemptOutcome = 'works' | 'refused' | 'unanswered' | 'ignored' | 'lost' | 'unknown'

/** One request that was sent again. */
export interface Attempt {
  readonly outcome: AttemptOutcome
  readonly response?: HttpResponse
  /** The expected effects that the resource does not have. */
  readonly missing: readonly Effect[]
  /** True if a query returned an empty list although it should find something. */
  readonly foundNothing?: boolean
}

/** An attempt with its description. */
export interface Judged extends Attempt {
  readonly answer: string
  readonly exchange?: string
}

/** Judges a response only by its status. */
export function judgeStatus(answer: Sent | TransportError): Judged {
  if (answer instanceof TransportError)
    return { outcome: 'unanswered', missing: [], answer: `no answer: ${answer.message}` }
  const { response, exchange } = answer
  const isGood = isSuccess(response)
  return {
    outcome: isGood ? 'works' : 'refused',
    response,
    missing: [],
    answer: isGood ? String(response.status) : describeRefusal(response),
    exchange,
  }
}

/** Judges a response by the resource afterwards. */
export function judgeResource(
  answer: Sent,
  shown: JsonObject,
  effects: readonly Effect[],
  lost: readonly LostValue[],
): Judged {
  const judged = judgeStatus(answer)
  const missing = missingEffects(effects, shown)
  const [firstMissing] = missing
  const [firstLost] = lost
  const { status } = answer.response
  if (firstMissing !== undefined)
    return { ...judged, outcome: 'ignored', missing, answer: `${status}, but ${describeShown(firstMissing, shown)}` }
  if (firstLost !== undefined)
    return { ...judged, outcome: 'lost', answer: `${status}, but other values of \`${firstLost.path}\` are gone` }
  return judged
}

/** Returns the effects that a request must have on its resource. */
export function effectsOf(request: HttpRequest): readonly Effect[] {
  const body = bodyOf(request)
  if (body === undefined) return []
  return request.method === 'PATCH' ? effectsOfPatch(body) : effectsOfBody(body)
}

/** Returns whether a resource already has all values that a request sets. */
export function isHeld(state: JsonObject, request: HttpRequest): boolean {
  const effects = effectsOf(request)
  return effects.length > 0 && missingEffects(effects, state).length === 0
}

/** Returns whether a status is 200 to 299. */
export function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300
}
