import type { HttpRequest } from '../../mocks/transport/index.ts'

/** A request without a response, and its exchange on the tape. */
export interface UnansweredRequest {
  readonly request: Pick<HttpRequest, 'method' | 'url'>
  readonly exchange: string
}

const known = new WeakMap<Error, UnansweredRequest>()

/** Records to which request an error belongs. */
export function noteUnanswered(error: Error, unanswered: UnansweredRequest): void {
  known.set(error, unanswered)
}

/** Returns the request to which an error belongs; undefined if no recorder sent it. */
export const unansweredRequest = (error: Error): UnansweredRequest | undefined => known.get(error)
