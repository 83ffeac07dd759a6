import type { Area, Level } from '../auth/roles.ts'
import type { JsonObject, JsonSchema, JsonValue } from '../json.ts'
import type { Call } from './call.ts'

/** A request as every way to the API hands it on. */
export interface ApiRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The body that was read; undefined where there is none. */
  readonly body?: unknown
  /** Why the body could not be read. */
  readonly bodyError?: Error
  /** IP address that it came from. */
  readonly address: string
}

/** What an operation answers; neither `json` nor `text` is an empty body. */
export interface Answer {
  readonly status: number
  readonly json?: JsonValue
  /** A body that is written already: JSON, or what the header `content-type` says. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** The record concerned, for the recorder. */
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

/** What an answer holds. */
export interface AnswerShape {
  readonly says: string
  /** Name of a component schema; absent where the body is empty. */
  readonly schema?: string
  /** A list of it. */
  readonly isList?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** One operation of the API: its place, who may call it, its shapes, and what it does. Routers, msw handlers and the OpenAPI description read it. */
export interface Operation {
  /** The vendor's operation id where one is published. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** From the origin, as OpenAPI writes it: `/api/systemusers/{id}`. */
  readonly path: string
  readonly summary: string
  /** What the role of the key must permit: `anyone` needs no key, `key` any. */
  readonly needs: readonly [Area, Level] | 'key' | 'anyone'
  /** What `x-org-id` does: it chooses the organization (`chooses`), must be that of the path, or is refused. */
  readonly organizationHeader?: 'chooses' | 'path' | 'refused'
  readonly query?: readonly QueryParameter[]
  readonly headers?: readonly QueryParameter[]
  /** Name of the component schema of the body. */
  readonly body?: string
  /** The body is a list of it. */
  readonly isListBody?: boolean
  /** The body may be left out. */
  readonly isBodyOptional?: boolean
  /** The body is a form (`application/x-www-form-urlencoded`). */
  readonly isForm?: boolean
  readonly answers: Readonly<Record<number, AnswerShape>>
  readonly handle: (call: Call) => Answer
}
