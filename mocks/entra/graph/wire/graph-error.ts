import type { JsonObject } from '../../../protocol/index.ts'

/** A detail of an error, such as the affected rule and row of a schema. */
export interface ErrorDetail {
  readonly code: string
  readonly message: string
  readonly target?: string
}

/** A request that Graph rejects. */
export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly status: number
  /** Graph's error code, such as `Request_ResourceNotFound`. */
  readonly code: string
  readonly details: readonly ErrorDetail[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    {
      details = [],
      headers = {},
    }: { details?: readonly ErrorDetail[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.details = details
    this.headers = headers
  }
}

/** The ids that identify an error in logs. */
export interface ErrorIds {
  readonly requestId: string
  readonly clientRequestId: string
  readonly at: Date
}

/** The body of an error (Graph documentation, "Microsoft Graph error responses and resource types"). */
export function errorBody(error: GraphError, { requestId, clientRequestId, at }: ErrorIds): JsonObject {
  return {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details.length === 0 ? {} : { details: error.details.map((detail) => ({ ...detail })) }),
      innerError: {
        date: at.toISOString().slice(0, 19),
        'request-id': requestId,
        'client-request-id': clientRequestId,
      },
    },
  }
}

/** Creates the error for an unknown id. */
export const notFound = (id: string): GraphError =>
  new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )

export const badRequest = (message: string, details: readonly ErrorDetail[] = []): GraphError =>
  new GraphError(400, 'Request_BadRequest', message, { details })
