import { statusOf } from '../api/error-answer.ts'
import type { ApiRequest, Operation } from '../api/operation.ts'
import { carriedRules } from '../records/rules.ts'
import type { Validator } from '../schema/validator.ts'
import { violationsOf } from '../schema/violations.ts'
import type { Switches } from '../settings/switches.ts'
import { ApiError } from '../wire/api-error.ts'
import { isDeeperThan, type JsonValue, MAX_DEPTH } from '../wire/json.ts'

const MAX_DETAILS = 100

/** Validates bodies against the component schemas. */
export interface BodyJudge {
  /** Returns the validated body of a request. Throws ApiError with the violations. */
  judge(operation: Operation, request: ApiRequest): JsonValue
  /** Throws ApiError if a value is not valid. */
  assertValid(schema: string, value: JsonValue, isList?: boolean, wantsAll?: boolean): void
}

/**
 * Creates a judge; `wantsAll` of a request is its query `fullValidationDetails`, or API v2, whose errors have details.
 */
export function createBodyJudge(validator: Validator, switches: Switches): BodyJudge {
  const assertValid: BodyJudge['assertValid'] = (schema, value, isList = false, wantsAll = false) => {
    const first = validator.check(schema, value, isList)
    if (first === undefined) return
    const errors = wantsAll ? validator.errors(schema, value, isList).slice(0, MAX_DETAILS) : [first]
    const violations = violationsOf(errors, (field) => carriedRules(field, switches))
    throw new ApiError(400, violations[0]?.message ?? 'the body is not valid', violations)
  }
  return {
    assertValid,
    judge: (operation, request) => {
      if (operation.body === undefined) return {}
      if (request.bodyError !== undefined)
        throw new ApiError(statusOf(request.bodyError), `the body cannot be read: ${request.bodyError.message}`)
      if (request.body === undefined && operation.isBodyOptional === true) return {}
      const body = request.body as JsonValue | undefined
      if (body !== undefined && isDeeperThan(body, MAX_DEPTH))
        throw new ApiError(400, `the body has more than ${MAX_DEPTH} levels`)
      const wantsAll = /^\/api\/v2\/|[?&]fullValidationDetails=/i.test(request.url)
      if (operation.isListBody === true && !Array.isArray(body))
        throw new ApiError(400, 'the body must be a JSON array')
      assertValid(operation.body, body ?? null, operation.isListBody, wantsAll)
      return body ?? {}
    },
  }
}

/** Throws ApiError if the query lacks a required parameter or has an invalid value. */
export function assertQuery({ query = [] }: Operation, { url }: ApiRequest): void {
  for (const { name, isRequired, schema } of query) {
    if (isRequired !== true) continue
    const values = new URL(url, 'http://any.invalid').searchParams.getAll(name).flatMap((value) => value.split(','))
    if (values.length === 0) throw new ApiError(400, `${name} is required`)
    const allowed = schema['enum']
    if (Array.isArray(allowed) && !values.every((value) => allowed.includes(value)))
      throw new ApiError(400, `${name} must be one of ${allowed.join(', ')}`)
  }
}
