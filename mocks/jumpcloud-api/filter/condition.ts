import type { JsonValue } from '../wire/json.ts'
import type { Operator } from './operators.ts'

/** A condition of a list or a search on a record. */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | FieldCondition

/** One comparison. */
export interface FieldCondition {
  readonly kind: 'field'
  /** The names from the record to the field: `recoveryEmail.address` has two. */
  readonly path: readonly string[]
  readonly operator: Operator
  readonly wanted: JsonValue
  /** Returns whether a value matches; an absent one is undefined. */
  readonly holds: (actual: JsonValue | undefined) => boolean
}

/** The maximum depth and number of comparisons of one condition, so that no query blocks the mock. */
export const CONDITION_LIMITS: { readonly depth: number; readonly fields: number } = { depth: 16, fields: 1000 }

/** The condition that every record matches. */
export const EVERYTHING: Condition = { kind: 'all', of: [] }
