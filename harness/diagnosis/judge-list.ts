import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import type { HttpRequest } from '../../mocks/transport/index.ts'
import { parseEquality, parsePath } from './attribute-path.ts'
import { isShown, valuesAt } from './judge-effect.ts'
import { filterOf } from './query-variants.ts'
import { member } from './request-parts.ts'

/** The fault of an empty list. */
export const NOTHING_FOUND = 'but nothing was found'

/**
 * Describes what is wrong with the response to a query, as the end of a sentence; undefined if it is a list of
 * resources that match the filter.
 */
export function judgeList(request: HttpRequest, body: JsonValue | undefined, mustFind: boolean): string | undefined {
  if (!isJsonObject(body)) return 'but the body is not a JSON object'
  const resources = member(body, 'Resources') ?? []
  if (member(body, 'totalResults') === undefined || !Array.isArray(resources))
    return 'but the body is not a ListResponse'
  if (resources.length === 0) return mustFind ? NOTHING_FOUND : undefined
  const filter = filterOf(request)
  const at = filter === undefined ? undefined : parsePath(filter.path)
  const value = filter === undefined ? undefined : parseEquality(`x eq ${filter.literal}`)?.value
  if (filter === undefined || at === undefined || value === undefined) return undefined
  const isOther = (resource: JsonValue): boolean => {
    if (!isJsonObject(resource)) return true
    const shown = valuesAt(resource, at)
    // A resource without the attribute proves nothing.
    return shown.length > 0 && !shown.some((one) => isShown(value, one, at.sub ?? at.attribute ?? ''))
  }
  return resources.some(isOther)
    ? `but a resource was returned that does not match ${filter.path} ${filter.literal}`
    : undefined
}
