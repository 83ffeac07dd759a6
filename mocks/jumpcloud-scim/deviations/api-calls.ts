import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import type { FrontDeviation } from './front-deviation.ts'

type ApiChange = NonNullable<FrontDeviation['api']>

/** Changes what is written to the API. */
export function changingWrites(change: (body: JsonObject, method: string) => JsonObject): ApiChange {
  return (right) => (request, limits) => {
    const isWrite = /\/api\/systemusers(?:\/[0-9a-f]+)?$/.test(request.url) && request.body !== undefined
    if (!isWrite) return right(request, limits)
    const body = JSON.stringify(change(JSON.parse(request.body ?? '{}') as JsonObject, request.method))
    return right({ ...request, body }, limits)
  }
}

/** Changes each system user that the API shows. */
export function showing(change: (user: JsonObject) => JsonObject): ApiChange {
  return (right) => async (request, limits) => {
    const response = await right(request, limits)
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
