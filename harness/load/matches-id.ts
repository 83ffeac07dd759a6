import { matchesGlob } from 'node:path'

/** A character of a pattern that may stand for others than itself. */
const SPECIAL = /[*?[\]{}()!+@\\]/

/** Tells whether an id is the one that a glob names, or one of those that it describes. */
export function matchesId(id: string, glob: string): boolean {
  if (glob === id) return true
  const literal = glob.search(SPECIAL)
  // A pattern is compiled for each comparison, so one that begins otherwise than the id is not compared.
  const isNear = literal >= 0 && id.slice(0, literal).toLowerCase() === glob.slice(0, literal).toLowerCase()
  return isNear && matchesGlob(id, glob)
}
