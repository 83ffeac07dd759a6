import type { JsonObject, JsonValue } from './json.ts'
import type { ScimResource } from './resource.ts'

/** The response to a query (RFC 7644 §3.4.2); `nextCursor` and `previousCursor` are from RFC 9865. */
export interface ListResponse extends JsonObject {
  schemas: string[]
  totalResults: number
  startIndex?: number
  itemsPerPage?: number
  nextCursor?: string
  previousCursor?: string
  Resources?: ScimResource[]
}

/**
 * One operation of a PATCH. RFC 7644 §3.5.2 writes `op` in lower case, Entra's legacy dialect with a capital letter.
 */
export interface PatchOperation extends JsonObject {
  op: string
  path?: string
  value?: JsonValue
}

/** The body of a PATCH (RFC 7644 §3.5.2). */
export interface PatchRequest extends JsonObject {
  schemas: string[]
  Operations: PatchOperation[]
}

/** The body of an error (RFC 7644 §3.12); `status` is the HTTP status as a string. */
export interface ErrorMessage extends JsonObject {
  schemas: string[]
  status: string
  scimType?: string
  detail?: string
}

/** The error keywords of RFC 7644 §3.12 table 9, and those that RFC 9865 §2.1 adds. */
export const SCIM_TYPES = [
  'invalidFilter',
  'tooMany',
  'uniqueness',
  'mutability',
  'invalidSyntax',
  'invalidPath',
  'noTarget',
  'invalidValue',
  'invalidVers',
  'sensitive',
  'invalidCursor',
  'expiredCursor',
  'invalidCount',
] as const

/** One of the error keywords. */
export type ScimType = (typeof SCIM_TYPES)[number]
