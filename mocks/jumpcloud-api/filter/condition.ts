import type { JsonValue } from '../json.ts'
import type { Operator } from './operators.ts'

/** What a list or a search asks of a record. */
export type Condition =
  | { readonly kind: 'all'; readonly of: readonly Condition[] }
  | { readonly kind: 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | FieldCondition

/** One comparison. */
export interface FieldCondition {
  readonly kind: 'field'
  /** Names from the record inwards: `recoveryEmail.address` is two. */
  readonly path: readonly string[]
  readonly operator: Operator
  readonly wanted: JsonValue
  /** Whether a value satisfies it; an absent one is undefined. */
  readonly holds: (actual: JsonValue | undefined) => boolean
}

/** Depth and number of the comparisons of one condition at most, so that no query holds the mock up. */
export const CONDITION_LIMITS: { readonly depth: number; readonly fields: number } = { depth: 16, fields: 1000 }

/** The condition that everything satisfies. */
export const EVERYTHING: Condition = { kind: 'all', of: [] }
