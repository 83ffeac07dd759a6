import type { JsonObject } from '../../mocks/protocol/index.ts'
import type { HttpRequest, HttpResponse } from '../../mocks/transport/index.ts'

/** One request and its answer. */
export interface Sent {
  readonly response: HttpResponse
  /** The id of the exchange on the tape. */
  readonly exchange: string
}

/** What a diagnosis needs from the run. */
export interface DiagnosisParts {
  /** Sends a request as it is. Throws TransportError if no answer came. */
  send(request: HttpRequest): Promise<Sent>
  /** Reads a resource or collection of the target. Throws TransportError if no answer came. */
  get(url: string): Promise<Sent>
  /** A string of lower-case letters and digits, different at each call. */
  unique(): string
}

/** A request that failed. */
export interface FailedRequest {
  readonly request: HttpRequest
  /** Absent if no answer came. */
  readonly response?: HttpResponse
  /**
   * True if a variant works only where its effect is seen: the resource is read again, and a query must find a resource. False if the status
   * alone counts.
   */
  readonly readBack: boolean
  /** The resource before the request, if it is known: then values that the request wrongly removed are noticed and put back. */
  readonly before?: JsonObject
}
