import type { JsonObject } from '../../mocks/protocol/index.ts'
import type { HttpRequest, HttpResponse } from '../../mocks/transport/index.ts'

/** One request and its response. */
export interface Sent {
  readonly response: HttpResponse
  /** The id of the exchange on the tape. */
  readonly exchange: string
}

/** The functions of the run that a diagnosis needs. */
export interface DiagnosisParts {
  /** Sends a request unchanged. Throws TransportError if there is no response. */
  send(request: HttpRequest): Promise<Sent>
  /** Reads a resource or collection of the target. Throws TransportError if there is no response. */
  get(url: string): Promise<Sent>
  /** Returns a string of lower-case letters and digits that differs at each call. */
  unique(): string
  /** The path of a string that the target stores as sent (default: `displayName`). */
  readonly storedPath?: string
}

/** A request that failed. */
export interface FailedRequest {
  readonly request: HttpRequest
  /** The response; absent if there was none. */
  readonly response?: HttpResponse
  /**
   * True if a variant works only if its effect is visible: the resource is read again, and a query must find a
   * resource. False if only the status counts.
   */
  readonly readBack: boolean
  /**
   * The resource before the request, if it is known: then values that the request wrongly removed are noticed and
   * restored.
   */
  readonly before?: JsonObject
}
