import { isJsonObject, type JsonValue, SEARCH_REQUEST_MESSAGE } from '../../protocol/index.ts'
import type { Selection } from '../resource/project.ts'
import { badRequest } from '../wire/scim-error.ts'
import type { SortRequest } from './sort.ts'

/** A query, whether it came by GET or by POST (RFC 7644 §3.4.2, §3.4.3). */
export interface ListRequest {
  readonly filter?: string
  readonly sort?: SortRequest
  readonly selection: Selection
  /** The one-based start; 1 if it was absent or smaller. */
  readonly startIndex: number
  /** The count, at least 0; absent if the client leaves it to the server. */
  readonly count?: number
  /** The cursor, empty for the first page; absent for paging by index. */
  readonly cursor?: string
}

/** Reads the parameters of a GET. Throws a ScimError 400 `invalidValue`. */
export function readListQuery(query: URLSearchParams): ListRequest {
  return assemble(
    (name) => query.get(name) ?? undefined,
    (name) => selectionNames(query.get(name)),
  )
}

/** Reads `attributes` or `excludedAttributes` of a URL. */
function selectionNames(text: string | null): string[] | undefined {
  if (text === null) return undefined
  const names = text.split(',').map((name) => name.trim())
  return names.filter((name) => name !== '')
}

/** Reads the selection of a URL. Throws a ScimError 400 `invalidValue` if both parameters are present (RFC 7644 §3.9). */
export function readSelection(query: URLSearchParams): Selection {
  return selectionOf((name) => selectionNames(query.get(name)))
}

/** Reads the body of a query by POST. Throws a ScimError 400. */
export function readSearchRequest(body: JsonValue | undefined): ListRequest {
  if (!isJsonObject(body)) throw badRequest('invalidSyntax', 'the body must be a JSON object')
  const schemas = body['schemas']
  if (!Array.isArray(schemas) || !schemas.includes(SEARCH_REQUEST_MESSAGE))
    throw badRequest('invalidSyntax', `schemas must contain "${SEARCH_REQUEST_MESSAGE}"`)
  const scalar = (name: string): string | undefined => {
    const value = body[name]
    if (value === undefined || value === null) return undefined
    if (typeof value === 'object') throw badRequest('invalidValue', `${name} takes a single value`)
    return String(value)
  }
  const names = (name: string): string[] | undefined => {
    const value = body[name]
    if (value === undefined || value === null) return undefined
    if (typeof value === 'string') return selectionNames(value)
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.map(String)
    throw badRequest('invalidValue', `${name} takes an array of attribute names`)
  }
  return assemble(scalar, names)
}

type Names = (name: 'attributes' | 'excludedAttributes') => string[] | undefined

function selectionOf(names: Names): Selection {
  const attributes = names('attributes')
  const excludedAttributes = names('excludedAttributes')
  if (attributes !== undefined && excludedAttributes !== undefined)
    throw badRequest('invalidValue', 'attributes and excludedAttributes exclude each other (RFC 7644 §3.9)')
  return {
    ...(attributes === undefined || attributes.length === 0 ? {} : { attributes }),
    ...(excludedAttributes === undefined ? {} : { excludedAttributes }),
  }
}

function assemble(scalar: (name: string) => string | undefined, names: Names): ListRequest {
  const filter = scalar('filter')
  const sortBy = scalar('sortBy')
  const sortOrder = scalar('sortOrder')?.toLowerCase()
  if (sortOrder !== undefined && sortOrder !== 'ascending' && sortOrder !== 'descending')
    throw badRequest('invalidValue', 'sortOrder must be ascending or descending (RFC 7644 §3.4.2.3)')
  const count = integer('count', scalar('count'))
  const startIndex = integer('startIndex', scalar('startIndex'))
  const cursor = scalar('cursor')
  return {
    selection: selectionOf(names),
    startIndex: Math.max(1, startIndex ?? 1),
    ...(filter === undefined ? {} : { filter }),
    ...(sortBy === undefined || sortBy === '' ? {} : { sort: { sortBy, descending: sortOrder === 'descending' } }),
    ...(count === undefined ? {} : { count: Math.max(0, count) }),
    ...(cursor === undefined ? {} : { cursor }),
  }
}

function integer(name: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  if (!/^-?\d{1,15}$/.test(text)) throw badRequest('invalidValue', `${name} takes an integer (RFC 7644 §3.4.2.4)`)
  return Number(text)
}
