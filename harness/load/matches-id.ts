import { matchesGlob } from 'node:path'

/** Matches a string that may mean others than itself. */
const PATTERN = /[*?[\]{}()!+@\\]/

/** Tells whether an id is the one that a glob names, or one of those that it describes. */
export function matchesId(id: string, glob: string): boolean {
  // Most globs are ids, and a pattern is compiled anew for each comparison.
  return glob === id || (PATTERN.test(glob) && matchesGlob(id, glob))
}
