import type { Outcome } from './result.ts'

/**
 * Returns whether a row of the mapping or validation was judged: the target stores the attribute, and the check of the
 * row ran.
 */
export function isJudged({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome !== 'inapplicable' && outcome !== 'skip'
}
