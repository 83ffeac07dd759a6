import type { Entry, Header, QueryString } from 'har-format'
import type { Exchange } from '../model/index.ts'

const CUT = 'only the beginning was recorded'

/**
 * Converts an exchange to an entry of a HAR 1.2 log (http://www.softwareishard.com/blog/har-12-spec/). Durations that
 * were not measured are -1, as the format requires.
 */
export function asHarEntry({ id, cause, startedDateTime, time, request, response, cut }: Exchange): Entry {
  const requestHeaders = named(request.headers)
  const responseHeaders = named(response.headers)
  const mimeType = (headers: readonly Header[]): string =>
    headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? ''
  return {
    startedDateTime,
    time,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: request.httpVersion,
      cookies: [],
      headers: requestHeaders,
      queryString: queryOf(request.url),
      headersSize: -1,
      bodySize: request.body === undefined ? 0 : Buffer.byteLength(request.body),
      ...(request.body === undefined
        ? {}
        : {
            postData: {
              mimeType: mimeType(requestHeaders),
              text: request.body,
              ...(cut?.request === undefined ? {} : { comment: CUT }),
            },
          }),
    },
    response: {
      status: response.status,
      statusText: '',
      httpVersion: request.httpVersion,
      cookies: [],
      headers: responseHeaders,
      content: {
        size: cut?.response ?? Buffer.byteLength(response.body),
        mimeType: mimeType(responseHeaders),
        text: response.body,
        ...(cut?.response === undefined ? {} : { comment: CUT }),
      },
      redirectURL: responseHeaders.find(({ name }) => name.toLowerCase() === 'location')?.value ?? '',
      headersSize: -1,
      bodySize: -1,
      ...(response.error === undefined ? {} : { comment: response.error }),
    },
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
    comment: `${id} ${cause}`,
  }
}

function named(headers: Exchange['request']['headers']): Header[] {
  return headers.map(({ name, value }) => ({ name, value }))
}

function queryOf(url: string): QueryString[] {
  if (!URL.canParse(url)) return []
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }))
}
