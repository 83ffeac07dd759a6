import type { Outcome } from './result.ts'

/** Whether a row of the mapping or validation was judged: the target keeps the attribute, and what led to it could be played. */
export function isJudged({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome !== 'inapplicable' && outcome !== 'skip'
}
