import type { Diagnosis } from '../../reports/index.ts'
import { type Attempts, createAttempts, TargetGone } from './attempt.ts'
import type { DiagnosisParts, FailedRequest } from './contract.ts'
import { type Conclusion, Search } from './search.ts'

/** Statuses that say nothing about the form of a request: wrong credentials, and too many requests. */
const NOT_ABOUT_FORM = new Set([401, 429])

/**
 * Sends a failed request again in variants that differ in one point each, until one works, and returns which. A PATCH
 * or PUT is sent only to its own URL; a POST creates other resources, with unique names, which belong to the owner of
 * everything that `send` creates. Resolves to undefined if nothing can be concluded: the target no longer responds,
 * or the response is not about the form of the request.
 */
export async function diagnose(failed: FailedRequest, parts: DiagnosisParts): Promise<Diagnosis | undefined> {
  const attempts = createAttempts(failed, parts)
  try {
    const conclusion = await conclude(failed, attempts, parts)
    return conclusion === undefined ? undefined : { ...conclusion, tried: attempts.tried }
  } catch (error) {
    if (error instanceof TargetGone) return undefined
    throw error
  }
}

async function conclude(
  failed: FailedRequest,
  attempts: Attempts,
  parts: DiagnosisParts,
): Promise<Conclusion | undefined> {
  const { request, response } = failed
  if (NOT_ABOUT_FORM.has(response?.status ?? 0)) return undefined
  const control = await attempts.attempt('sent again', request, { isFree: true })
  if (control.outcome === 'unknown' || NOT_ABOUT_FORM.has(control.response?.status ?? 0)) return undefined
  if (control.outcome === 'works') return repeated(failed)
  const search = new Search(request, control, attempts, parts)
  return (await search.whole()) ?? (await search.parts()) ?? search.plainest()
}

function repeated({ request, response }: FailedRequest): Conclusion {
  if (request.method === 'POST' && response?.status === 409)
    return {
      summary:
        'another name works: the same POST with unique names is accepted, the name that was sent is already in use',
    }
  return { summary: `not reproducible: sent again, the same ${request.method} works` }
}
