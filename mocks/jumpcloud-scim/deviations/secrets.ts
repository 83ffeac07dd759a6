import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { deviating } from '../../scim-server/index.ts'
import type { FrontDeviation } from './front-deviation.ts'

const { always, answering, bodies, failing, isCreate, on } = deviating

const KEY = ['jumpcloud.secrets.api-key']
const TOKEN = ['jumpcloud.secrets.token']

const keyOf = ({ headers }: { readonly headers: Readonly<Record<string, string | undefined>> }): string =>
  (headers['authorization'] ?? '').replace(/^Bearer +/i, '')
/** Returns the token of the client, if another server has replaced it with the key. */
const tokenOf = ({ headers }: { readonly headers: Readonly<Record<string, string | undefined>> }): string =>
  headers['x-original-authorization'] ?? ''

const withDetail = (body: unknown, detail: string): JsonObject => ({ ...(isJsonObject(body) ? body : {}), detail })

/** Deviations that reveal secrets. */
export const secretDeviations: readonly FrontDeviation[] = [
  {
    name: 'key-in-header',
    says: 'each response has a header with the API key',
    caughtBy: KEY,
    around: answering(always, (response, request) => ({
      ...response,
      headers: { ...response.headers, 'x-upstream-key': keyOf(request) },
    })),
  },
  {
    name: 'request-dumped-on-errors',
    says: 'the response to an error of the JumpCloud API contains the request to it, with its headers',
    caughtBy: KEY,
    around: failing(undefined, (response, request) =>
      response.status < 500 && response.status !== 429
        ? response
        : { ...response, body: withDetail(response.body, `failed: {"x-api-key":"${keyOf(request)}"}`) },
    ),
  },
  {
    name: 'key-in-cookie',
    says: 'a creation sets a cookie with the API key in Base64',
    caughtBy: KEY,
    around: answering(isCreate, (response, request) => ({
      ...response,
      headers: {
        ...response.headers,
        'set-cookie': `session=${Buffer.from(`key:${keyOf(request)}`).toString('base64url')}`,
      },
    })),
  },
  {
    name: 'key-in-hexadecimal-etag',
    says: 'the entity tag of a new user is the API key in hexadecimal digits',
    caughtBy: KEY,
    around: answering(isCreate, (response, request) => ({
      ...response,
      headers: { ...response.headers, etag: `"${Buffer.from(keyOf(request)).toString('hex')}"` },
    })),
  },
  {
    name: 'part-of-key-in-configuration',
    says: 'the description of the authentication scheme contains the first half of the API key',
    caughtBy: KEY,
    around: bodies(on('GET', /^\/ServiceProviderConfig\/?$/), (body, request) => ({
      ...body,
      documentationUri: `https://docs.example/scim?key=${encodeURIComponent(keyOf(request).slice(0, 20))}`,
    })),
  },
  {
    name: 'token-in-not-found',
    says: 'a 404 contains the token of the request',
    caughtBy: TOKEN,
    around: failing(404, (response, request) => ({
      ...response,
      body: withDetail(response.body, `not found, asked with ${tokenOf(request)}`),
    })),
  },
  {
    name: 'token-in-base64-header',
    says: 'each response has a header with the token in Base64',
    caughtBy: TOKEN,
    around: answering(always, (response, request) => ({
      ...response,
      headers: { ...response.headers, 'x-client': Buffer.from(tokenOf(request)).toString('base64') },
    })),
  },
]
