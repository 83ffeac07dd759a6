import type { TargetFacts } from './target-facts.ts'

/** Returns the path of a string of a User that the target stores as it was sent, the plainest first. */
export function storedPath({ isStored }: Pick<TargetFacts, 'isStored'>): string {
  return ['displayName', 'title'].find((name) => isStored(name)) ?? 'name.familyName'
}
