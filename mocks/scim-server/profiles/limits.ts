import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import type { Around } from '../deviations/deviation.ts'
import type { Filter } from '../filter/filter.ts'
import { parseFilter } from '../filter/parser.ts'
import type { ScimRequest } from '../wire/message.ts'
import { badRequest, ScimError } from '../wire/scim-error.ts'

/** Rejects methods that a server does not support, with the supported ones. */
export function withoutMethods(pattern: RegExp, methods: readonly string[], allow: string): Around {
  return async (request, serve) => {
    const answer = await serve(
      methods.includes(request.method) && pattern.test(request.path) ? probe(request) : request,
    )
    if (!methods.includes(request.method) || !pattern.test(request.path)) return answer
    // A client without valid credentials gets no further information.
    if (answer.status === 401) return answer
    throw new ScimError(405, `${request.method} is not supported; use ${allow}`, { headers: { allow } })
  }
}

/** Returns 501 for paths that a server does not support, after authentication. */
export function withoutPaths(pattern: RegExp): Around {
  return async (request, serve) => {
    if (!pattern.test(request.path)) return serve(request)
    const { status, headers, body } = await serve(probe(request))
    if (status === 401) return { status, headers, ...(body === undefined ? {} : { body }) }
    throw new ScimError(501, `${request.path} is not supported`)
  }
}

/** A request that changes nothing, by which the credentials are judged. */
const probe = ({ headers, base }: ScimRequest): ScimRequest => ({
  method: 'GET',
  path: '/ResourceTypes',
  query: new URLSearchParams(),
  headers,
  base,
})

/** The comparisons that a server accepts: operators by lower-case attribute path. */
type Comparisons = Readonly<Record<string, readonly string[]>>

/**
 * Rejects filters other than comparisons of some attributes joined by `and`; those of `alone` must not be joined at
 * all.
 */
export function filtersOnly(comparisons: Comparisons, alone: readonly string[] = []): Around {
  return (request, serve) => {
    const text = request.query.get('filter')
    if (text === null || request.method !== 'GET') return serve(request)
    const filter = parseFilter(text, { unquotedFilterValues: false, comparedValuePaths: true })
    const parts = filter.kind === 'and' ? filter.operands : [filter]
    for (const part of parts) {
      const known =
        part.kind === 'comparison' || part.kind === 'present' ? comparisons[part.path.toLowerCase()] : undefined
      if (known === undefined || !known.includes(operatorOf(part)))
        throw badRequest(
          'invalidFilter',
          `the filter is not supported; supported: ${Object.keys(comparisons).join(', ')}`,
        )
      if (parts.length > 1 && alone.includes(pathOf(part).toLowerCase()))
        throw badRequest('invalidFilter', `${pathOf(part)} cannot be combined with other conditions`)
    }
    return serve(request)
  }
}

const operatorOf = (filter: Filter): string => (filter.kind === 'comparison' ? filter.operator : 'pr')
const pathOf = (filter: Filter): string => ('path' in filter ? String(filter.path) : '')

/** Rejects a create without some attributes, which are paths of the body. */
export function requiring(pattern: RegExp, paths: readonly string[]): Around {
  return (request, serve) => {
    if (request.method !== 'POST' || !pattern.test(request.path) || !isJsonObject(request.body)) return serve(request)
    const missing = paths.find((path) => isBlank(path.split('.').reduce<JsonValue | undefined>(memberOf, request.body)))
    if (missing !== undefined) throw badRequest('invalidValue', `${missing} is required`)
    return serve(request)
  }
}

const memberOf = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  isJsonObject(value)
    ? value[Object.keys(value).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name]
    : undefined
const isBlank = (value: JsonValue | undefined): boolean => value === undefined || value === null || value === ''

/** Rejects a PATCH of a group whose operations add or remove more members than a server allows at once. */
export function membersAtOnce({ added, removed }: { readonly added: number; readonly removed: number }): Around {
  return (request, serve) => {
    if (request.method !== 'PATCH' || !/^\/Groups\/[^/]+$/.test(request.path)) return serve(request)
    const operations = operationsIn(request.body)
    const removals = operations.filter((one) => opOf(one) === 'remove').map((one) => Math.max(1, membersIn(one)))
    if (operations.some((one) => opOf(one) !== 'remove' && membersIn(one) > added))
      throw badRequest('invalidValue', `an operation takes at most ${added} members`)
    if (removals.reduce((sum, count) => sum + count, 0) > removed)
      throw badRequest('invalidValue', `a request removes at most ${removed} member${removed === 1 ? '' : 's'}`)
    return serve(request)
  }
}

/** Returns the operations of a PATCH, in any letter case of the member that contains them. */
export function operationsIn(body: JsonValue | undefined): JsonObject[] {
  const operations = memberOf(body, 'operations')
  return Array.isArray(operations) ? operations.filter(isJsonObject) : []
}

const opOf = ({ op }: JsonObject): string => String(op).toLowerCase()

function membersIn({ path, value }: JsonObject): number {
  const members = path === undefined ? memberOf(value, 'members') : /^members\b/i.test(String(path)) ? value : undefined
  return Array.isArray(members) ? members.length : members === undefined ? 0 : 1
}

/** Does several things around a server, the first outermost. */
export const inTurn = (...arounds: readonly Around[]): Around =>
  arounds.reduceRight((inner, outer) => (request, serve) => outer(request, (next) => inner(next, serve)))
