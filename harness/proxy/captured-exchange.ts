import type { Exchange } from '../../reports/index.ts'
import type { Header, PassedExchange } from './pass-through.ts'

/** The exchange of a tape, before anything is masked. */
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

/**
 * Returns the credentials of an exchange, to find them wherever else they are: of its request headers, and cookies of
 * the response.
 */
export function credentialsOf({ requestHeaders, responseHeaders }: PassedExchange): string[] {
  const sent = requestHeaders.filter(({ name }) =>
    /^(?:authorization|proxy-authorization|cookie|x-api-key|api-key)$/i.test(name),
  )
  const set = responseHeaders.filter(({ name }) => /^set-cookie$/i.test(name))
  return [
    ...sent.filter(({ name }) => !/^cookie$/i.test(name)).map(({ value }) => value),
    ...sent.filter(({ name }) => /^cookie$/i.test(name)).flatMap(({ value }) => value.split(';').map(cookieValue)),
    ...set.map(({ value }) => cookieValue(value.split(';')[0] ?? '')),
  ].filter((secret) => secret.length >= 8)
}

const cookieValue = (cookie: string): string => cookie.slice(cookie.indexOf('=') + 1).trim()

const headerOf = (headers: readonly Header[], wanted: string): string =>
  headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? ''
