import { STATUS_CODES } from 'node:http'
import { ApiError, LoginRedirect, type Violation } from '../wire/api-error.ts'
import type { JsonObject } from '../wire/json.ts'
import type { Answer, ApiRequest } from './operation.ts'

/**
 * Returns the response to an error: `{ error, message }` in v1, as measured with the live API; `{ code, message,
 * status, details }` in v2 and Directory Insights, as published.
 */
export function errorAnswer(error: unknown, { url }: ApiRequest): Answer {
  if (error instanceof LoginRedirect) return { status: 302, headers: { location: '/login' } }
  const status = statusOf(error)
  const text = STATUS_CODES[status] ?? 'Error'
  const message = status < 500 && error instanceof Error ? error.message : text
  const violations = error instanceof ApiError ? error.violations : []
  const isV1 = !/^\/(?:api\/v2|insights)\//i.test(url)
  if (!isV1) return { status, json: { code: status, message, status: text, ...googleDetails(violations) } }
  const wantsDetails = /[?&]fullValidationDetails=/.test(url) && violations.length > 0
  return { status, json: { error: text, message, ...(wantsDetails ? { details: violations.map(detail) } : {}) } }
}

/** Returns the status of an error; 500 for an unexpected one. */
export function statusOf(error: unknown): number {
  if (error instanceof LoginRedirect) return 302
  if (error instanceof ApiError) return error.status
  // Express's body reader gives its errors a status.
  const status = error instanceof Error && 'status' in error ? error.status : 500
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

const detail = ({ field, message }: Violation): JsonObject => ({ field, message })

/** Returns a `google.rpc.BadRequest`, which the published specification names. */
function googleDetails(violations: readonly Violation[]): JsonObject {
  if (violations.length === 0) return {}
  const fieldViolations = violations.map(({ field, message }) => ({ field, description: message }))
  return { details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations }] }
}
