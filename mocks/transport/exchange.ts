/** One HTTP request as it goes out. Header names are lower case. */
export interface HttpRequest {
  readonly method: string
  /** Absolute URL, already encoded as it is to appear on the wire. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** One HTTP response as it came in. Header names are lower case; repeated headers are joined by `, `. */
export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body as UTF-8 text, empty where there was none. */
  readonly body: string
}

/** Bounds of one exchange. */
export interface ExchangeLimits {
  /** Milliseconds until the whole answer must have come (60 000). */
  readonly timeout?: number
  /** Bytes of body that are read at most (16 MiB). */
  readonly maxBodyBytes?: number
  readonly signal?: AbortSignal
}

/** Sends one request and resolves to its answer whatever its status; never follows a redirect. Throws TransportError alone. */
export type Transport = (request: HttpRequest, limits?: ExchangeLimits) => Promise<HttpResponse>
