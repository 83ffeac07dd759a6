import { STATUS_CODES } from 'node:http'
import type { Fault } from '../../serving/index.ts'
import { ApiError } from '../api/api-error.ts'
import { errorAnswer } from '../api/error-answer.ts'
import type { Answer, ApiRequest } from '../api/operation.ts'
import type { Switches } from '../switches.ts'

/** Seconds that a fault of 429 asks to wait. */
const WAIT = 1

/** What a call is answered that meets a fault; undefined where the connection ends. */
export function faultAnswer(fault: Fault, request: ApiRequest, { retryAfter }: Switches): Answer | undefined {
  if (fault === 'reset') return undefined
  if (fault === '429') return tooManyRequests(request, retryAfter === 'sent' ? WAIT : undefined)
  if (fault === '500') return errorAnswer(new Error('struck on purpose'), request)
  // What stands before the API answers for it, and not in JSON.
  const status = Number(fault)
  const text = `${status} ${STATUS_CODES[status]}`
  return {
    status,
    text: `<html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>\n`,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  }
}

/** 429, with the seconds to wait where they are told. */
export function tooManyRequests(request: ApiRequest, seconds: number | undefined): Answer {
  const answer = errorAnswer(new ApiError(429, 'Too Many Requests'), request)
  return seconds === undefined ? answer : { ...answer, headers: { 'retry-after': String(seconds) } }
}
