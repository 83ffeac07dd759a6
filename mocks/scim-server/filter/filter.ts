/** The comparison operators of RFC 7644 §3.4.2.2 except `pr`. */
export const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const

/** One of the comparison operators. */
export type Comparison = (typeof COMPARISONS)[number]

/** A comparison value: JSON's primitives (RFC 7644 figure 1, `compValue`). */
export type ComparisonValue = string | number | boolean | null

/** A parsed filter: attribute paths are still strings, because their meaning depends on the resource type. */
export type Filter =
  | {
      readonly kind: 'comparison'
      readonly path: string
      readonly operator: Comparison
      readonly value: ComparisonValue
    }
  | { readonly kind: 'present'; readonly path: string }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | { readonly kind: 'valuePath'; readonly path: string; readonly filter: Filter }
