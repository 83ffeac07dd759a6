import type { Exchange } from '../../reports/index.ts'
import type { Header, PassedExchange } from './pass-through.ts'

/** Converts an exchange to one of the tape, before anything is masked. */
export function asExchange(passed: PassedExchange, id: string): Exchange {
  const request = passed.requestBody.read(headerOf(passed.requestHeaders, 'content-encoding'))
  const response = passed.responseBody.read(headerOf(passed.responseHeaders, 'content-encoding'))
  return {
    id,
    cause: '',
    leg: 'scim',
    startedDateTime: passed.startedAt.toISOString(),
    time: Math.round(passed.milliseconds * 1000) / 1000,
    request: {
      method: passed.method,
      url: passed.url,
      httpVersion: passed.httpVersion,
      headers: passed.requestHeaders,
      ...(request === undefined ? {} : { body: request.text }),
    },
    response: {
      status: passed.status,
      headers: passed.responseHeaders,
      body: response?.text ?? '',
      ...(passed.error === undefined ? {} : { error: passed.error }),
    },
  }
}

const headerOf = (headers: readonly Header[], wanted: string): string =>
  headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? ''
