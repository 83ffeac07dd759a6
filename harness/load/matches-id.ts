import { matchesGlob } from 'node:path'

/** Matches a character that is special in a glob. */
const SPECIAL = /[*?[\]{}()!+@\\]/

/** Returns whether an id equals a glob, or matches it. */
export function matchesId(id: string, glob: string): boolean {
  if (glob === id) return true
  const literal = glob.search(SPECIAL)
  // Each comparison compiles the pattern, so a pattern with another beginning than the id is not compared.
  const isNear = literal >= 0 && id.slice(0, literal).toLowerCase() === glob.slice(0, literal).toLowerCase()
  return isNear && matchesGlob(id, glob)
}
