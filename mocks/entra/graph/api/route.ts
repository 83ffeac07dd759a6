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
  /** The requested path below the version, as it came. */
  readonly path: string
  /** The schema of the answer's object or items, whose properties a filter may name. */
  readonly properties: readonly string[]
}

export interface GraphAnswer {
  readonly status: number
  readonly json?: JsonObject
  readonly text?: string
}

/** What the directory's audit log says of a successful call. */
export interface AuditRule {
  readonly activity: string
  readonly category: 'ProvisioningManagement' | 'ApplicationManagement' | 'UserManagement' | 'GroupManagement'
}

/** What an answer holds: a schema by name, or a collection of it. */
interface AnswerShape {
  readonly schema?: string
  readonly isCollection?: boolean
  /** A number or another plain value in place of JSON. */
  readonly isText?: boolean
}

/** One operation: the application, the OpenAPI description and the tests read it. */
export interface Route {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the version, as OpenAPI writes it: `/users/{user}`. */
  readonly path: string
  readonly summary: string
  /** Application permissions of which one suffices. */
  readonly permissions: readonly string[]
  /** Both where absent. */
  readonly versions?: readonly GraphVersion[]
  /** OData options that the operation understands. */
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
