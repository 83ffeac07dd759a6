import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { deviating } from '../../scim-server/index.ts'
import type { HttpResponse } from '../../transport/index.ts'
import type { FrontDeviation } from './front-deviation.ts'

const { failing, isCreate, isDelete, restated } = deviating

type Api = NonNullable<FrontDeviation['api']>
type Call = Parameters<ReturnType<Api>>[0]

const errors = (...names: readonly string[]): string[] => names.map((name) => `jumpcloud.errors.${name}`)

const USER = /\/api\/systemusers\/[0-9a-f]{24}$/
const isRead = ({ method, url }: Call): boolean => method === 'GET' && USER.test(url)
const isChange = ({ method, url }: Call): boolean => method === 'PUT' && USER.test(url)
const isCreation = ({ method, url }: Call): boolean => method === 'POST' && url.endsWith('/api/systemusers')
const isSearch = ({ url }: Call): boolean => url.endsWith('/api/search/systemusers')
const isOutage = (status: number): boolean => status >= 500 || status === 429
const isRefusal = (status: number): boolean => status === 401 || status === 403

const json = (status: number, body: JsonObject): HttpResponse => ({ status, headers: {}, body: JSON.stringify(body) })

/** Replaces failing calls by another response. A connection that ends has the status 0. */
function hiding(
  when: (call: Call) => boolean,
  isHidden: (status: number) => boolean,
  instead: (call: Call, retry: () => Promise<HttpResponse>) => Promise<HttpResponse> | HttpResponse,
): Api {
  return (correct) => async (request, limits) => {
    if (!when(request)) return correct(request, limits)
    const asRead = (): Promise<HttpResponse> =>
      correct({ method: 'GET', url: request.url, headers: request.headers }, limits)
    let response: HttpResponse
    try {
      response = await correct(request, limits)
    } catch (error) {
      if (isHidden(0)) return instead(request, asRead)
      throw error
    }
    return isHidden(response.status) ? instead(request, asRead) : response
  }
}

/** Returns the user as it would be after a change. */
const asChanged = ({ body = '{}', url }: Call): HttpResponse =>
  json(200, {
    username: 'unknown',
    email: 'unknown@contoso.example',
    ...(JSON.parse(body) as JsonObject),
    _id: url.slice(-24),
  })

const suspends = (call: Call): boolean => isChange(call) && /"suspended":true/.test(call.body ?? '')

/** Ids of users for whom a call has failed once, and usernames whose create got no response. */
const failedOnce = new Set<string>()
const unconfirmed = new Set<string>()

/** Deviations that hide a failure of the JumpCloud API. */
export const apiErrorDeviations: readonly FrontDeviation[] = [
  {
    name: 'outage-of-reads-not-found',
    says: 'a user who cannot be read because of 429 or 5xx is reported as not found',
    caughtBy: errors('read', 'update', 'delete'),
    api: hiding(isRead, isOutage, () => json(404, {})),
  },
  {
    name: 'refused-reads-not-found',
    says: 'a user whom the key cannot read is reported as not found',
    source: 'https://github.com/TheJumpCloud/support/issues/155',
    caughtBy: errors('read', 'update', 'delete'),
    api: hiding(isRead, isRefusal, () => json(404, {})),
  },
  {
    name: 'ended-connections-not-found',
    says: 'a user is reported as not found if the connection ends during the read',
    caughtBy: errors('read', 'update', 'delete'),
    api: hiding(
      isRead,
      (status) => status === 0,
      () => json(404, {}),
    ),
  },
  {
    name: 'failed-searches-empty',
    says: 'a failed search returns no user',
    caughtBy: errors('query'),
    api: hiding(isSearch, isOutage, () => json(200, { totalCount: 0, results: [] })),
  },
  {
    name: 'refused-searches-empty',
    says: 'a search for which the key has no permission returns no user',
    caughtBy: errors('query'),
    api: hiding(isSearch, isRefusal, () => json(200, { totalCount: 0, results: [] })),
  },
  {
    name: 'rate-limit-reported-as-success',
    says: 'a change that JumpCloud answers with 429 is reported as success',
    caughtBy: errors('update-write', 'disable'),
    api: hiding(isChange, (status) => status === 429, asChanged),
  },
  {
    name: 'failed-disables-reported-as-success',
    says: 'a disable that fails with 5xx is reported as success',
    caughtBy: errors('disable'),
    api: hiding(suspends, (status) => status >= 500, asChanged),
  },
  {
    name: 'gateway-errors-reported-as-success',
    says: 'a change that a gateway answers with 502 or 504 is reported as success',
    caughtBy: errors('update-write', 'disable'),
    api: hiding(isChange, (status) => status === 502 || status === 504, asChanged),
  },
  {
    name: 'ended-connections-reported-as-success',
    says: 'a change is reported as success if the connection ends',
    caughtBy: errors('update-write', 'disable'),
    api: hiding(isChange, (status) => status === 0, asChanged),
  },
  {
    name: 'refused-key-reported-as-success',
    says: 'a change that JumpCloud answers with 401 is reported as success',
    caughtBy: errors('update-write', 'disable'),
    api: hiding(isChange, (status) => status === 401, asChanged),
  },
  {
    name: 'failed-creations-reported-as-success',
    says: 'a creation that fails with 5xx returns 201 with an invented id',
    caughtBy: errors('create-write'),
    api: hiding(
      isCreation,
      (status) => status >= 500,
      (call) => asChanged({ ...call, url: `${call.url}/5f0000000000000000000000` }),
    ),
  },
  {
    name: 'failed-deletions-reported-as-success',
    says: 'a failed DELETE returns 204',
    caughtBy: errors('delete'),
    around: failing(
      undefined,
      (response) => (response.status === 404 ? response : { status: 204, headers: {} }),
      isDelete,
    ),
  },
  {
    name: 'outage-reported-as-bad-request',
    says: '429 and 5xx of the JumpCloud API are returned as 400',
    caughtBy: errors('read', 'query', 'create', 'create-write', 'update', 'update-write', 'disable', 'delete'),
    around: failing(undefined, (response) => (isOutage(response.status) ? restated(response, 400) : response)),
  },
  {
    name: 'outage-reported-as-conflict',
    says: 'a creation that fails with 5xx returns 409',
    caughtBy: errors('create', 'create-write'),
    around: failing(undefined, (response) => (response.status >= 500 ? restated(response, 409) : response), isCreate),
  },
  {
    name: 'failure-remembered',
    says: 'after one failed call for a user, the server never asks JumpCloud for that user again',
    caughtBy: errors('read', 'update', 'delete'),
    api: (correct) => async (request, limits) => {
      const id = request.url.slice(-24)
      if (isRead(request) && failedOnce.has(id)) return json(503, {})
      const response = await correct(request, limits)
      if (isRead(request) && isOutage(response.status)) failedOnce.add(id)
      return response
    },
  },
  {
    name: 'unconfirmed-creations-hidden',
    says: 'a user whose creation got no response is not searched in JumpCloud',
    caughtBy: errors('lost-answer'),
    api: (correct) => async (request, limits) => {
      const body: unknown = request.body === undefined ? undefined : JSON.parse(request.body)
      const text = JSON.stringify(body ?? '')
      if (isSearch(request) && [...unconfirmed].some((name) => text.includes(name)))
        return json(200, { totalCount: 0, results: [] })
      try {
        return await correct(request, limits)
      } catch (error) {
        if (isCreation(request) && isJsonObject(body)) unconfirmed.add(String(body['username']))
        throw error
      }
    },
  },
]
