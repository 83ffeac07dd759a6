import type { JsonObject } from '../../../protocol/index.ts'
import type { ODataOption, ODataQuery } from '../odata/query.ts'
import type { GraphParts } from './parts.ts'

export type GraphVersion = 'v1.0' | 'beta'
export const GRAPH_VERSIONS: readonly GraphVersion[] = ['v1.0', 'beta']

/** A request that was admitted: parsed, validated, permitted. */
export interface GraphCall {
  readonly graph: GraphParts
  readonly params: Readonly<Record<string, string>>
  readonly query: ODataQuery
  readonly body: JsonObject
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly version: GraphVersion
  /** Origin and version, without a trailing slash. */
  readonly base: string
  /** The requested path below the version, unchanged. */
  readonly path: string
  /** The schema of the response's object or items, whose properties a filter may name. */
  readonly properties: readonly string[]
}

export interface GraphAnswer {
  readonly status: number
  readonly json?: JsonObject
  readonly text?: string
}

/** The audit log entry of a successful call. */
export interface AuditRule {
  readonly activity: string
  readonly category: 'ProvisioningManagement' | 'ApplicationManagement' | 'UserManagement' | 'GroupManagement'
}

/** The form of a response: a schema by name, or a collection of it. */
interface AnswerShape {
  readonly schema?: string
  readonly isCollection?: boolean
  /** True if the response is plain text, such as a number, instead of JSON. */
  readonly isText?: boolean
}

/** One operation, used by the application, the OpenAPI description and the tests. */
export interface Route {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path below the version in OpenAPI's form: `/users/{user}`. */
  readonly path: string
  readonly summary: string
  /** The application permissions, one of which is sufficient. */
  readonly permissions: readonly string[]
  /** The versions that have the operation (default: both). */
  readonly versions?: readonly GraphVersion[]
  /** The OData options that the operation supports. */
  readonly options?: readonly ODataOption[]
  /** Name of the schema of the body. */
  readonly body?: string
  readonly isBodyOptional?: boolean
  readonly answers: Readonly<Record<number, AnswerShape>>
  readonly audit?: AuditRule
  readonly handle: (call: GraphCall) => GraphAnswer | Promise<GraphAnswer>
}

/** Options of a collection that is filtered, sorted and paged. */
export const LIST_OPTIONS: readonly ODataOption[] = ['$select', '$filter', '$top', '$orderby', '$skiptoken', '$count']
export const ITEM_OPTIONS: readonly ODataOption[] = ['$select']
