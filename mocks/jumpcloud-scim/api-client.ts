import { isJsonObject, type JsonObject, type JsonValue } from '../protocol/index.ts'
import { badRequest, ScimError } from '../scim-server/index.ts'
import { parseJson, type Transport, TransportError } from '../transport/index.ts'

/** The number of records per page (the API's own limit for lists). */
const PAGE = 100
/** The maximum number of pages of a list, so that an API whose list never ends cannot block a request forever. */
const MAX_PAGES = 2000

/** The calls to the JumpCloud API v1 with the key of the client. */
export interface ApiClient {
  get(id: string): Promise<JsonObject | undefined>
  list(): Promise<JsonObject[]>
  /** Finds system users whose username contains a string, in any letter case. */
  searchByUsername(text: string): Promise<JsonObject[]>
  create(properties: JsonObject): Promise<JsonObject>
  update(id: string, properties: JsonObject): Promise<JsonObject | undefined>
  remove(id: string): Promise<boolean>
}

/** Creates a client; `base` ends in `/api`. Every method throws a ScimError with the API's message. */
export function createApiClient(base: string, apiKey: string, send: Transport): ApiClient {
  const call = (method: string, path: string, body?: JsonObject): Promise<JsonValue | undefined> =>
    exchange(send, { method, url: `${base}${path}`, apiKey, body })
  /**
   * Reads pages sorted by id, each starting after the last id of the previous one: pages of an unsorted list may skip
   * or repeat records (vendor's best practices), and with `skip` a user removed meanwhile moves all following ones by
   * one position.
   */
  const pages = async (page: (last: string) => Promise<JsonValue | undefined>): Promise<JsonObject[]> => {
    const users: JsonObject[] = []
    for (let index = 0; index < MAX_PAGES; index += 1) {
      const answer = await page(String(users.at(-1)?.['_id'] ?? ''))
      const results = isJsonObject(answer) && Array.isArray(answer['results']) ? answer['results'] : undefined
      if (results === undefined) throw new ScimError(502, 'the JumpCloud API returned a list without results')
      users.push(...results.filter(isJsonObject))
      const left = isJsonObject(answer) ? Number(answer['totalCount']) : Number.NaN
      if (results.length === 0 || results.length >= left || (Number.isNaN(left) && results.length < PAGE)) break
    }
    return users
  }
  return {
    get: async (id) => asUser(await call('GET', `/systemusers/${encodeURIComponent(id)}`)),
    list: () =>
      pages((last) => {
        const after = last === '' ? '' : `&filter=_id:$gt:${encodeURIComponent(last)}`
        return call('GET', `/systemusers?limit=${PAGE}&sort=_id${after}`)
      }),
    searchByUsername: (text) =>
      pages((last) =>
        call('POST', '/search/systemusers', {
          searchFilter: { searchTerm: text, fields: ['username'] },
          ...(last === '' ? {} : { filter: { and: [{ _id: { $gt: last } }] } }),
          limit: PAGE,
          sort: '_id',
        }),
      ),
    create: async (properties) => {
      const user = asUser(await call('POST', '/systemusers', properties))
      if (user === undefined) throw new ScimError(502, 'the JumpCloud API has no endpoint /systemusers')
      return user
    },
    update: async (id, properties) => asUser(await call('PUT', `/systemusers/${encodeURIComponent(id)}`, properties)),
    remove: async (id) => asUser(await call('DELETE', `/systemusers/${encodeURIComponent(id)}`)) !== undefined,
  }
}

function asUser(answer: JsonValue | undefined): JsonObject | undefined {
  if (answer === undefined) return undefined
  if (!isJsonObject(answer)) throw new ScimError(502, 'the JumpCloud API returned a body that is not a system user')
  return answer
}

interface Call {
  readonly method: string
  readonly url: string
  readonly apiKey: string
  readonly body: JsonObject | undefined
}

/** Sends one call; undefined if the API returns 404. */
async function exchange(send: Transport, { method, url, apiKey, body }: Call): Promise<JsonValue | undefined> {
  const response = await sent(send, {
    method,
    url,
    headers: {
      accept: 'application/json',
      'x-api-key': apiKey,
      // This is the documented value of the header for users created by SCIM (API v2, bulk users).
      'creation-source': 'jumpcloud:scim',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (response.status === 404) return undefined
  const answer = parseJson<JsonValue>(response.body)
  if (response.status >= 200 && response.status < 300) {
    if (answer === undefined) throw new ScimError(502, 'the JumpCloud API returned a body that is not JSON')
    return answer
  }
  throw refusal(response.status, messageOf(answer), response.headers['retry-after'])
}

async function sent(send: Transport, request: Parameters<Transport>[0]): ReturnType<Transport> {
  try {
    return await send(request)
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    const status = error.fault === 'malformed' || error.fault === 'too-large' ? 502 : 503
    throw new ScimError(status, `the JumpCloud API sent no response (${error.fault}), and confirmed no change`, {
      cause: error,
    })
  }
}

/** Converts an error of the API to a SCIM error; without a key the API redirects the client to a login page. */
function refusal(status: number, message: string, retryAfter: string | undefined): ScimError {
  if (status === 401 || (status >= 300 && status < 400))
    return new ScimError(401, 'the JumpCloud API does not know this API key', {
      headers: { 'www-authenticate': 'Bearer realm="JumpCloud API key"' },
    })
  if (status === 403) return new ScimError(403, `the role of this API key does not permit this request: ${message}`)
  if (status === 409 || /already (?:exists|in use|taken)|duplicate/i.test(message))
    return new ScimError(409, message, { scimType: 'uniqueness' })
  if (status === 400 || status === 422) return badRequest('invalidValue', message)
  if (status === 429)
    return new ScimError(429, 'the JumpCloud API limits the rate of requests', {
      ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfter } }),
    })
  return new ScimError(status === 503 ? 503 : 502, `the JumpCloud API answered ${status}`)
}

function messageOf(answer: JsonValue | undefined): string {
  const { message, error } = isJsonObject(answer) ? answer : {}
  if (typeof message === 'string' && message !== '') return message
  return typeof error === 'string' && error !== '' ? error : 'no reason given'
}
