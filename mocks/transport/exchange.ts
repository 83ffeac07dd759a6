/** An HTTP request as sent. Header names are in lower case. */
export interface HttpRequest {
  readonly method: string
  /** The absolute URL in its encoded form. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** An HTTP response as received. Header names are in lower case; repeated headers are joined by `, `. */
export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body as a UTF-8 string; empty if there was none. */
  readonly body: string
}

/** The limits of one exchange. */
export interface ExchangeLimits {
  /** The time limit for the whole response in milliseconds (default: 60 000). */
  readonly timeout?: number
  /** The maximum number of bytes to read from a body (default: 16 MiB). */
  readonly maxBodyBytes?: number
  readonly signal?: AbortSignal
}

/**
 * Sends one request and resolves to its response with any status; never follows a redirect. Throws only TransportError.
 */
export type Transport = (request: HttpRequest, limits?: ExchangeLimits) => Promise<HttpResponse>
