import type { HttpRequest, HttpResponse } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'

/** The facts about a request after its response, or after it failed. */
export interface ExchangeParts {
  readonly id: string
  readonly cause: string
  readonly request: HttpRequest
  readonly response?: HttpResponse | undefined
  readonly error?: string | undefined
  /** The start as ISO 8601. */
  readonly startedDateTime: string
  /** The duration in milliseconds. */
  readonly time: number
}

/** Converts a request and its response to an exchange of the tape. */
export function asExchange({ id, cause, request, response, error, startedDateTime, time }: ExchangeParts): Exchange {
  return {
    id,
    cause,
    leg: 'scim',
    startedDateTime,
    time: Math.round(time * 1000) / 1000,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      headers: asList(request.headers),
      ...(request.body === undefined ? {} : { body: request.body }),
    },
    response: {
      status: response?.status ?? 0,
      headers: asList(response?.headers ?? {}),
      body: response?.body ?? '',
      ...(error === undefined ? {} : { error }),
    },
  }
}

function asList(headers: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }))
}
