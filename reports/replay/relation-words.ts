import type { ExpectedMember } from '../model/result.ts'

/** The relation of a member to its expected values, as the predicate of a sentence about the member. */
export const RELATION_WORDS: Readonly<Record<ExpectedMember['relation'], string>> = {
  is: 'must be',
  includes: 'must include',
  excludes: 'must not include',
  only: 'must contain only',
  empty: 'must have no value',
}
