import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { inEveryEncoding } from './planted.ts'

/** Returns the secrets in a request. */
function secretsIn({ headers }: IncomingMessage): string[] {
  return ['authorization', 'x-secret', 'x-api-key', 'cookie'].flatMap((name) => {
    const value = headers[name]
    return typeof value === 'string' ? [value, value.replace(/^\w+ /, '')] : []
  })
}

/** A server that repeats each received secret, in every encoding, in each place of a response. */
export const echoing: RequestListener = (request: IncomingMessage, response: ServerResponse): void => {
  const secrets = secretsIn(request)
  const all = secrets.map(inEveryEncoding).join(' ')
  const line = encodeURI(secrets.join(' '))
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.on('end', () => {
    const sent = Buffer.concat(chunks).toString('utf8')
    const isQuery = request.method === 'GET' && /filter=|count=/.test(request.url ?? '')
    response.writeHead(isQuery ? 200 : request.method === 'POST' ? 201 : 400, {
      'content-type': 'application/scim+json',
      'www-authenticate': line,
      'x-echo': encodeURIComponent(secrets.join(' ')),
      'x-echo-base64': Buffer.from(secrets.join(' ')).toString('base64'),
      'set-cookie': `session=${encodeURIComponent(secrets.join(' '))}`,
      location: `/Users/${encodeURIComponent(secrets[0] ?? 'none')}`,
    })
    response.end(
      isQuery
        ? '{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}'
        : JSON.stringify({
            id: secrets[0] ?? 'none',
            userName: all,
            detail: `${all} sent ${sent}`,
            scimType: secrets.join(' '),
            [secrets[0] ?? 'none']: true,
            status: '400',
          }),
    )
  })
}
