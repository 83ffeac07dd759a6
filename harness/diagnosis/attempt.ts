import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { type HttpRequest, type HttpResponse, parseJson, TransportError } from '../../mocks/transport/index.ts'
import type { TriedVariant } from '../../reports/index.ts'
import type { DiagnosisParts, FailedRequest, Sent } from './contract.ts'
import { withFreshValues, withUniqueNames } from './fresh-values.ts'
import { type Attempt, effectsOf, isHeld, isSuccess, type Judged, judgeResource, judgeStatus } from './judge-answer.ts'
import { lostValues } from './judge-effect.ts'
import { judgeList, NOTHING_FOUND } from './judge-list.ts'
import { bodyOf, plainUrl } from './request-parts.ts'
import { undoing } from './undo.ts'

/** Sends variants and judges the responses. */
export interface Attempts {
  readonly tried: readonly TriedVariant[]
  /**
   * Sends a request under a name. Throws BudgetSpent if the limit is reached, TargetGone if the target no longer
   * responds.
   */
  attempt(name: string, request: HttpRequest, options?: AttemptOptions): Promise<Attempt>
}

/** The options of one attempt. */
interface AttemptOptions {
  /** True if the attempt is not a variant and does not count. */
  readonly isFree?: boolean
  /** True if the query need not find anything. */
  readonly findsOther?: boolean
}

/** Thrown after the last allowed variant. */
export class BudgetSpent extends Error {}
/** Thrown if the target does not even respond to a GET. */
export class TargetGone extends Error {}

/** The maximum number of variants of one request. */
const MAX_VARIANTS = 15

/** Creates the attempts of one diagnosis. */
export function createAttempts(failed: FailedRequest, parts: DiagnosisParts): Attempts {
  const tried: TriedVariant[] = []
  const earlier = new Map<string, Attempt>()
  const resourceUrl = plainUrl(failed.request)
  let budget = MAX_VARIANTS
  let reference = failed.before

  const send = async (request: HttpRequest): Promise<Sent | TransportError> => {
    try {
      return await parts.send(request)
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      await read(resourceUrl)
      return error
    }
  }
  const read = async (url: string): Promise<JsonObject | undefined> => {
    try {
      const { response } = await parts.get(url)
      const body = parseJson<JsonValue>(response.body)
      return isSuccess(response) && isJsonObject(body) ? body : undefined
    } catch (error) {
      if (error instanceof TransportError) throw new TargetGone()
      throw error
    }
  }

  /**
   * Gives the request values by which its effect can be recognized, and restores what earlier attempts removed from the
   * resource.
   */
  const prepare = async (
    request: HttpRequest,
  ): Promise<{ request: HttpRequest; state?: JsonObject; isTold: boolean }> => {
    const state = await read(resourceUrl)
    const body = bodyOf(request)
    if (state === undefined || body === undefined) return { request, isTold: true }
    reference ??= state
    const undo = undoing(request, {
      lost: lostValues(reference, state, body),
      effects: isHeld(state, request) ? effectsOf(request) : [],
    })
    const isHeldNow = isHeld(state, request)
    const fresh = isHeldNow ? withFreshValues(request, parts.unique()) : request
    const isFresh = !isHeld(state, fresh)
    if (undo.lost === undefined && (isFresh || undo.effects === undefined))
      return { request: fresh, state, isTold: isFresh }
    for (const one of [undo.lost, isFresh ? undefined : undo.effects]) if (one !== undefined) await send(one)
    const restored = (await read(resourceUrl)) ?? state
    return { request: fresh, state: restored, isTold: !isHeld(restored, fresh) }
  }

  const attemptPatch = async (request: HttpRequest): Promise<Judged> => {
    if (!failed.readBack) return judgeStatus(await send(request))
    const ready = await prepare(request)
    const answer = await send(ready.request)
    if (answer instanceof TransportError || !isSuccess(answer.response)) return judgeStatus(answer)
    if (!ready.isTold)
      return { ...judgeStatus(answer), outcome: 'unknown', answer: `${answer.response.status}, as before` }
    const after = await read(resourceUrl)
    if (after === undefined || ready.state === undefined) return unread(answer)
    const lost = lostValues(reference ?? ready.state, after, bodyOf(ready.request) ?? {})
    return judgeResource(answer, after, effectsOf(ready.request), lost)
  }

  /**
   * Judges a response if the resource cannot be read. The acceptance of a request that was accepted before then
   * proves nothing.
   */
  const unread = (answer: Sent): Judged => {
    const wasAccepted = failed.response !== undefined && isSuccess(failed.response)
    return wasAccepted ? { ...judgeStatus(answer), outcome: 'unknown' } : judgeStatus(answer)
  }

  const attemptPost = async (request: HttpRequest): Promise<Judged> => {
    const unique = withUniqueNames(request, parts.unique())
    const answer = await send(unique)
    if (answer instanceof TransportError || !isSuccess(answer.response) || !failed.readBack) return judgeStatus(answer)
    const created = createdUrl(resourceUrl, answer.response)
    const shown =
      (created === undefined ? undefined : await read(created)) ?? parseJson<JsonValue>(answer.response.body)
    return isJsonObject(shown) ? judgeResource(answer, shown, effectsOf(unique), []) : unread(answer)
  }

  const attemptGet = async (request: HttpRequest, findsOther: boolean): Promise<Judged> => {
    const answer = await send(request)
    const isQuery = request.url.includes('filter=')
    if (answer instanceof TransportError || !isSuccess(answer.response) || !isQuery) return judgeStatus(answer)
    const fault = judgeList(request, parseJson<JsonValue>(answer.response.body), failed.readBack && !findsOther)
    const judged = judgeStatus(answer)
    if (fault === undefined) return judged
    const foundNothing = fault === NOTHING_FOUND
    return { ...judged, outcome: 'ignored', foundNothing, answer: `${answer.response.status}, ${fault}` }
  }

  const dispatch = (request: HttpRequest, findsOther: boolean): Promise<Judged> => {
    if (request.method === 'PATCH' || request.method === 'PUT') return attemptPatch(request)
    if (request.method === 'POST') return attemptPost(request)
    return attemptGet(request, findsOther)
  }

  return {
    tried,
    attempt: async (name, request, { isFree = false, findsOther = false } = {}) => {
      const key = JSON.stringify(request)
      const known = earlier.get(key)
      if (known !== undefined) return known
      if (!isFree && budget === 0) throw new BudgetSpent()
      if (!isFree) budget -= 1
      const { answer, exchange, ...attempt } = await dispatch(request, findsOther)
      tried.push({
        variant: name,
        works: attempt.outcome === 'works',
        answer,
        ...(exchange === undefined ? {} : { exchange }),
      })
      earlier.set(key, attempt)
      return attempt
    },
  }
}

/** Returns the URL of a created resource: by its id, otherwise by a Location on the same origin. */
function createdUrl(collection: string, response: HttpResponse): string | undefined {
  const body = parseJson<JsonValue>(response.body)
  const id = isJsonObject(body) ? body['id'] : undefined
  if (typeof id === 'string' && id !== '') return `${collection.replace(/\/$/, '')}/${encodeURIComponentSafely(id)}`
  const location = response.headers['location']
  if (location === undefined || !URL.canParse(location, collection)) return undefined
  const url = new URL(location, collection)
  return url.origin === new URL(collection).origin ? url.href : undefined
}

function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
