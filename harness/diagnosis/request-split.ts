import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import type { HttpRequest } from '../../mocks/transport/index.ts'
import { bodyOf, operationsOf, replaceMember, withBody, withOperations } from './request-parts.ts'

/** A request as independent parts, any of which may be left out. */
export interface SplitRequest {
  /** The names of the parts: the path of an operation, or the name of an attribute. */
  readonly labels: readonly string[]
  /** Returns the request with only some of its parts, in their order. */
  keep(indices: readonly number[]): HttpRequest
  /** True if the request makes sense without any of its parts. */
  readonly hasCore: boolean
}

/**
 * Splits a request: a PATCH into operations or attributes, a POST or PUT into optional attributes. Undefined if there
 * are fewer than two parts.
 */
export function splitRequest(request: HttpRequest): SplitRequest | undefined {
  const body = bodyOf(request)
  if (body === undefined) return undefined
  const split = request.method === 'PATCH' ? splitPatch(request, body) : splitBody(request, body)
  return split === undefined || split.labels.length + Number(split.hasCore) < 2 ? undefined : split
}

function splitPatch(request: HttpRequest, body: JsonObject): SplitRequest | undefined {
  const operations = operationsOf(body)
  const [first] = operations ?? []
  if (operations === undefined || first === undefined) return undefined
  if (operations.length > 1)
    return {
      labels: operations.map(labelOf),
      hasCore: false,
      keep: (indices) => withOperations(request, pick(operations, indices)),
    }
  const { value } = first
  if (typeof first['path'] === 'string' || !isJsonObject(value)) return undefined
  const entries = Object.entries(value)
  return {
    labels: entries.map(([name]) => name),
    hasCore: false,
    keep: (indices) =>
      withOperations(request, [replaceMember(first, 'value', Object.fromEntries(pick(entries, indices)))]),
  }
}

function splitBody(request: HttpRequest, body: JsonObject): SplitRequest | undefined {
  if (request.method !== 'POST' && request.method !== 'PUT') return undefined
  const main = body['userName'] === undefined ? 'displayName' : 'userName'
  const isCore = (name: string): boolean => name === 'schemas' || name === main || name === 'id'
  const entries = Object.entries(body)
  const optional = entries.filter(([name, value]) => !isCore(name) && value !== undefined)
  const [only] = optional
  if (only !== undefined && optional.length === 1) {
    const inside = splitValue(only[1] ?? null)
    if (inside !== undefined)
      return {
        labels: inside.labels,
        hasCore: true,
        keep: (indices) =>
          withBody(request, replaceMember(body, only[0], indices.length === 0 ? undefined : inside.keep(indices))),
      }
  }
  return {
    labels: optional.map(([name]) => name),
    hasCore: true,
    keep: (indices) => {
      const kept = new Set(pick(optional, indices).map(([name]) => name))
      return withBody(request, Object.fromEntries(entries.filter(([name]) => isCore(name) || kept.has(name))))
    },
  }
}

/** Splits a value into its members: an extension, a complex value, or a list with one such value. */
function splitValue(
  value: JsonValue,
): { readonly labels: readonly string[]; keep(indices: readonly number[]): JsonValue } | undefined {
  const [first, ...others] = Array.isArray(value) ? value : [value]
  if (first === undefined || !isJsonObject(first) || others.length > 0) return undefined
  const entries = Object.entries(first)
  if (entries.length < 2) return undefined
  return {
    labels: entries.map(([name]) => name),
    keep: (indices) => {
      const kept = Object.fromEntries(pick(entries, indices))
      return Array.isArray(value) ? [kept] : kept
    },
  }
}

function labelOf(operation: JsonObject): string {
  const { path, value } = operation
  if (typeof path === 'string') return path
  return isJsonObject(value) ? Object.keys(value).join(', ') : String(operation['op'])
}

function pick<T>(list: readonly T[], indices: readonly number[]): readonly T[] {
  return list.filter((_, index) => indices.includes(index))
}
