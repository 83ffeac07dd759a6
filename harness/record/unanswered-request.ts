import type { HttpRequest } from '../../mocks/transport/index.ts'

/** A request without a response, and its exchange on the tape. */
export interface UnansweredRequest {
  readonly request: Pick<HttpRequest, 'method' | 'url'>
  readonly exchange: string
}

const known = new WeakMap<Error, UnansweredRequest>()

/** Remembers which request an error belongs to. */
export function noteUnanswered(error: Error, unanswered: UnansweredRequest): void {
  known.set(error, unanswered)
}

/** The request that an error belongs to; undefined if no recorder saw it. */
export const unansweredRequest = (error: Error): UnansweredRequest | undefined => known.get(error)
