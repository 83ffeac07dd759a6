import type { TargetFacts } from './target-facts.ts'

/** Returns the path of a string attribute of a User that the target stores as sent, the plainest first. */
export function storedPath({ isStored }: Pick<TargetFacts, 'isStored'>): string {
  return ['displayName', 'title'].find((name) => isStored(name)) ?? 'name.familyName'
}
