import { ERROR_MESSAGE, type ErrorMessage, type JsonValue } from '../../protocol/index.ts'
import type { ScimError } from './scim-error.ts'

/** A request in a form that does not depend on the web server. */
export interface ScimRequest {
  /** The method in upper case. */
  readonly method: string
  /** Below the base URL, still encoded, with its leading slash: `/Users/2819c223`. */
  readonly path: string
  readonly query: URLSearchParams
  /** The headers; names are in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body?: JsonValue
  /** The absolute base URL of the service, without a trailing slash. */
  readonly base: string
  /** The reason why the body could not be read; the service reports it after authentication. */
  readonly fault?: ScimError
}

/** A response of the service. */
export interface ScimResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: JsonValue
}

/** Converts an error to its response (RFC 7644 §3.12). */
export function errorResponse(error: ScimError): ScimResponse {
  return { status: error.status, headers: error.headers, body: errorMessage(error) }
}

/** Returns the message of an error. */
export function errorMessage({ status, scimType, message }: ScimError): ErrorMessage {
  return {
    schemas: [ERROR_MESSAGE],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail: message,
  }
}
