import type { AccessLevel, Area } from '../records/roles.ts'
import type { JsonObject, JsonSchema, JsonValue } from '../wire/json.ts'
import type { Call } from './call.ts'

/** A request in the form in which Express, msw and workers pass it to the API. */
export interface ApiRequest {
  readonly method: string
  /** The path and the query. */
  readonly url: string
  /** The headers by name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The parsed body; undefined if there is none. */
  readonly body?: unknown
  /** Why the body could not be read. */
  readonly bodyError?: Error
  /** The IP address of the client. */
  readonly address: string
}

/** The response of an operation; without `json` and `text` the body is empty. */
export interface Answer {
  readonly status: number
  readonly json?: JsonValue
  /** A body as a string: JSON, or the type in the header `content-type`. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The record before the change, for the recorder. */
  readonly before?: JsonObject
  readonly after?: JsonObject
}

/** A parameter of the query, or a header. */
export interface QueryParameter {
  readonly name: string
  readonly says: string
  readonly schema: JsonSchema
  readonly isRequired?: boolean
}

/** The form of a response. */
export interface AnswerShape {
  readonly says: string
  /** The name of a component schema; absent if the body is empty. */
  readonly schema?: string
  /** True if the response is a list of it. */
  readonly isList?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * An operation of the API: its path, required rights, schemas, and implementation. Routers, msw handlers and the
 * OpenAPI description use it.
 */
export interface Operation {
  /** The vendor's operation id if one is published. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path from the origin in OpenAPI's form: `/api/systemusers/{id}`. */
  readonly path: string
  readonly summary: string
  /** The right that the role of the key must have: `anyone` needs no key, `key` accepts any. */
  readonly needs: readonly [Area, AccessLevel] | 'key' | 'anyone'
  /** The use of `x-org-id`: it selects the organization (`chooses`), must equal that of the path, or is rejected. */
  readonly organizationHeader?: 'chooses' | 'path' | 'refused'
  readonly query?: readonly QueryParameter[]
  readonly headers?: readonly QueryParameter[]
  /** Name of the component schema of the body. */
  readonly body?: string
  /** The body is a list of it. */
  readonly isListBody?: boolean
  /** True if the body is optional. */
  readonly isBodyOptional?: boolean
  /** True if the body is a form (`application/x-www-form-urlencoded`). */
  readonly isForm?: boolean
  readonly answers: Readonly<Record<number, AnswerShape>>
  readonly handle: (call: Call) => Answer
}
