import { answers } from './answers.ts'
import { documents } from './documents.ts'
import type { Liberty } from './liberty.ts'
import { lists } from './lists.ts'
import { writes } from './writes.ts'

export type { Liberty } from './liberty.ts'

/** The conformant variants by topic. */
export const liberties: Readonly<Record<string, readonly Liberty[]>> = { answers, lists, writes, documents }
