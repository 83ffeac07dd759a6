import { ApiError } from '../wire/api-error.ts'
import { type Condition, EVERYTHING } from './condition.ts'

const MAX_FILTERS = 100
/** `filter`, `filter[]` and `filter[0]`: all must be true. */
const PLAIN = /^filter(?:\[\d*\])?$/
/** `filter[or][0]` and `filter[and][0]`, as the vendor documents the parameters of v1. */
const COMBINED = /^filter\[(or|and)\](?:\[\d*\])?$/

/**
 * Reads the filters of a query string with `read`: `filter` in any of its forms, and if `isCombining` also
 * `filter[or][n]`, one of which must match, and `filter[and][n]`. Throws ApiError 400 for a parameter that begins with
 * `filter` and has another form, because without its condition the list would contain every record.
 */
export function queryFilters(
  query: URLSearchParams,
  isCombining: boolean,
  read: (text: string) => Condition,
): readonly Condition[] {
  const groups: Record<'all' | 'or', Condition[]> = { all: [], or: [] }
  let filters = 0
  for (const [name, value] of query) {
    if (!/^filter/i.test(name)) continue
    const combination = isCombining ? COMBINED.exec(name)?.[1] : undefined
    if (combination === undefined && !PLAIN.test(name)) throw unknownForm(name, isCombining)
    filters += 1
    if (filters > MAX_FILTERS) throw new ApiError(400, `at most ${MAX_FILTERS} filters`)
    if (value !== '') groups[combination === 'or' ? 'or' : 'all'].push(read(value))
  }
  const any: Condition = groups.or.length === 0 ? EVERYTHING : { kind: 'any', of: groups.or }
  return any === EVERYTHING ? groups.all : [...groups.all, any]
}

function unknownForm(name: string, isCombining: boolean): ApiError {
  const forms = isCombining ? 'filter, filter[0], filter[or][0] or filter[and][0]' : 'filter or filter[0]'
  return new ApiError(400, `unknown parameter ${JSON.stringify(name.slice(0, 80))}; write ${forms}`)
}
