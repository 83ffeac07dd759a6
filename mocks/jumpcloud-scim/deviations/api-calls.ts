import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import type { FrontDeviation } from './front-deviation.ts'

type ApiChange = NonNullable<FrontDeviation['api']>

/** Changes the body of every write to the API. */
export function changingWrites(change: (body: JsonObject, method: string) => JsonObject): ApiChange {
  return (correct) => (request, limits) => {
    const isWrite = /\/api\/systemusers(?:\/[0-9a-f]+)?$/.test(request.url) && request.body !== undefined
    if (!isWrite) return correct(request, limits)
    const body = JSON.stringify(change(JSON.parse(request.body ?? '{}') as JsonObject, request.method))
    return correct({ ...request, body }, limits)
  }
}

/** Changes each system user that the API returns. */
export function showing(change: (user: JsonObject) => JsonObject): ApiChange {
  return (correct) => async (request, limits) => {
    const response = await correct(request, limits)
    if (response.status !== 200) return response
    const parsed: unknown = JSON.parse(response.body)
    if (!isJsonObject(parsed)) return response
    const { results } = parsed
    const changed = Array.isArray(results)
      ? { ...parsed, results: results.map((user) => (isJsonObject(user) ? change(user) : user)) }
      : change(parsed)
    return { ...response, body: JSON.stringify(changed) }
  }
}

/** Returns whether a request creates or updates a system user. */
export const isWrite = ({ method, url }: { readonly method: string; readonly url: string }): boolean =>
  (method === 'POST' || method === 'PUT') && /\/api\/systemusers(?:\/[0-9a-f]+)?$/.test(url)

/** Changes the body of creates. */
export const changingCreations = (change: (body: JsonObject) => JsonObject): ApiChange =>
  changingWrites((body, method) => (method === 'POST' ? change(body) : body))

/** Changes the body of updates, except for deletions, which suspend. */
export const changingUpdates = (change: (body: JsonObject) => JsonObject): ApiChange =>
  changingWrites((body, method) => (method === 'PUT' && !isDeletion(body) ? change(body) : body))

/** A deleted user stays in JumpCloud with a mark. */
const isDeletion = ({ attributes }: JsonObject): boolean => JSON.stringify(attributes ?? '').includes('scimDeleted')

type Call = Parameters<ReturnType<ApiChange>>[0]

/** Sends an additional request with the credentials of the current one; returns the JSON object of the response. */
export async function sendBeside(
  correct: ReturnType<ApiChange>,
  { url, headers }: Call,
  method: string,
  path: string,
  body?: JsonObject,
): Promise<JsonObject> {
  const origin = url.replace(/\/api\/.*$/s, '')
  const response = await correct({
    method,
    url: `${origin}${path}`,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const parsed: unknown = response.body === '' ? {} : JSON.parse(response.body)
  return isJsonObject(parsed) ? parsed : {}
}

/** Sends another request after each successful write of a system user. */
export function afterWrites(
  more: (
    user: JsonObject,
    send: (method: string, path: string, body?: JsonObject) => Promise<JsonObject>,
    call: Call,
  ) => Promise<unknown>,
): ApiChange {
  return (correct) => async (request, limits) => {
    const response = await correct(request, limits)
    if (isWrite(request) && response.status === 200) {
      const user: unknown = JSON.parse(response.body)
      if (isJsonObject(user))
        await more(user, (method, path, body) => sendBeside(correct, request, method, path, body), request)
    }
    return response
  }
}
