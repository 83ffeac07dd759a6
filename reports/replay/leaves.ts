import { readJson } from '../text/index.ts'
/** A value of a JSON document that is not an object or a list, with its JSON pointer. */
export interface Leaf {
  readonly pointer: string
  readonly value: unknown
}

const MAX_LEAVES = 5000
const MAX_DEPTH = 40

/** Returns the leaves of a JSON document, in their order; empty if the string is not JSON. Never throws. */
export function leavesOf(text: string): readonly Leaf[] {
  const value = readJson(text)
  if (value === undefined) return []
  const leaves: Leaf[] = []
  collect(value, '', leaves, 0)
  return leaves
}

function collect(value: unknown, pointer: string, leaves: Leaf[], depth: number): void {
  if (leaves.length >= MAX_LEAVES || depth > MAX_DEPTH) return
  if (typeof value !== 'object' || value === null) {
    leaves.push({ pointer, value })
    return
  }
  for (const [key, inner] of Object.entries(value)) collect(inner, `${pointer}/${key}`, leaves, depth + 1)
}
