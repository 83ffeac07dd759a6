import type { ScimResource } from '../../protocol/index.ts'

/** The part of the matches that a page contains. */
export interface PageRequest {
  /** The zero-based position of the first resource. */
  readonly offset: number
  readonly count: number
}

/** Returns a page of the matches. */
export function pageOf(hits: readonly ScimResource[], { offset, count }: PageRequest): readonly ScimResource[] {
  return hits.slice(offset, offset + count)
}
