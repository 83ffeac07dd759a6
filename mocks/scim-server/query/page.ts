import type { ScimResource } from '../../protocol/index.ts'

/** Which part of the hits a page holds. */
export interface PageRequest {
  /** The zero-based position of the first resource. */
  readonly offset: number
  readonly count: number
}

/** Cuts a page out of the hits. */
export function pageOf(hits: readonly ScimResource[], { offset, count }: PageRequest): readonly ScimResource[] {
  return hits.slice(offset, offset + count)
}
