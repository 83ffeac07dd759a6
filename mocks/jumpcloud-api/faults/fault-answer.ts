import { STATUS_CODES } from 'node:http'
import type { Fault } from '../../serving/index.ts'
import { errorAnswer } from '../api/error-answer.ts'
import type { Answer, ApiRequest } from '../api/operation.ts'
import type { Switches } from '../settings/switches.ts'
import { ApiError } from '../wire/api-error.ts'

/**
 * Returns the response to a call that a fault affects; undefined if the connection ends. `wait` is the `Retry-After` of
 * a 429, in seconds.
 */
export function faultAnswer(
  fault: Fault,
  request: ApiRequest,
  { retryAfter }: Switches,
  wait: number,
): Answer | undefined {
  if (fault === 'reset') return undefined
  if (fault === '429') return tooManyRequests(request, retryAfter === 'sent' ? wait : undefined)
  if (fault === '401') return errorAnswer(new ApiError(401, 'Unauthorized: api key user not found'), request)
  if (fault === '403') return errorAnswer(new ApiError(403, 'Forbidden'), request)
  if (fault === '500') return errorAnswer(new Error('injected fault'), request)
  // A gateway in front of the API sends these responses, which are not JSON.
  const status = Number(fault)
  const text = `${status} ${STATUS_CODES[status]}`
  return {
    status,
    text: `<html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>\n`,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  }
}

/** Returns a 429 response, with the seconds to wait if they are given. */
export function tooManyRequests(request: ApiRequest, seconds: number | undefined): Answer {
  const answer = errorAnswer(new ApiError(429, 'Too Many Requests'), request)
  return seconds === undefined ? answer : { ...answer, headers: { 'retry-after': String(seconds) } }
}
