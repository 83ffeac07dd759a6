import { answers } from './answers.ts'
import type { ConformantVariant } from './conformant-variant.ts'
import { documents } from './documents.ts'
import { lists } from './lists.ts'
import { writes } from './writes.ts'

export type { ConformantVariant } from './conformant-variant.ts'

/** The conformant variants by topic. */
export const conformantVariants: Readonly<Record<string, readonly ConformantVariant[]>> = {
  answers,
  lists,
  writes,
  documents,
}
