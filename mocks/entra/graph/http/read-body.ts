import express, { type RequestHandler } from 'express'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/index.ts'
import type { Route } from '../api/route.ts'
import { assertBody } from '../api/validate.ts'
import { badRequest, GraphError } from '../wire/graph-error.ts'

/** A schema with its directories may be large. */
const LIMIT = 8 * 1024 * 1024
const MAX_DEPTH = 100

/**
 * The property in which the body reader stores an error; the operation rejects the request after it has authenticated
 * the caller.
 */
export const BODY_ERROR = 'graphBodyError'

export function bodyReader(): RequestHandler {
  const json = express.json({ limit: LIMIT, strict: false })
  return (request, response, next) => {
    json(request, response, (error?: unknown) => {
      if (error !== undefined && error !== null) response.locals[BODY_ERROR] = error
      next()
    })
  }
}

/** Returns the body of an operation. Throws GraphError if it cannot be read or is not valid. */
export function bodyOf({ body: schema, isBodyOptional }: Route, body: unknown, error: unknown): JsonObject {
  if (schema === undefined) return {}
  if (error !== undefined) throw unreadable(error)
  if (body === undefined && isBodyOptional === true) return {}
  if (body === undefined)
    throw new GraphError(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    )
  if (isDeeper(body as JsonValue, MAX_DEPTH)) throw badRequest(`The body has more than ${MAX_DEPTH} levels.`)
  assertBody(schema, body as JsonValue)
  return isJsonObject(body) ? body : {}
}

/** Converts an error of Express by its status. */
function unreadable(error: unknown): GraphError {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 400
  if (status === 413) return new GraphError(413, 'RequestEntityTooLarge', 'The request body is too large.')
  if (status === 415)
    return new GraphError(415, 'UnsupportedMediaType', 'The character set or encoding of the body is not supported.')
  return new GraphError(
    400,
    'BadRequest',
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  )
}

function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((part) => part !== undefined && isDeeper(part, levels - 1))
}
