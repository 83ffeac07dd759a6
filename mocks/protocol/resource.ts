import type { JsonObject } from './json.ts'

/** The complex attribute `meta` of a resource (RFC 7643 §3.1). */
export interface Meta extends JsonObject {
  resourceType?: string
  /** The creation time in RFC 3339. */
  created?: string
  /** The time of the last change in RFC 3339. */
  lastModified?: string
  /** The absolute URI of the resource. */
  location?: string
  /** Entity tag as in the ETag header, e.g. `W/"3"`. */
  version?: string
}

/** A resource in a message: the attributes common to all resources, and any others (RFC 7643 §3.1). */
export interface ScimResource extends JsonObject {
  schemas?: string[]
  id?: string
  externalId?: string
  meta?: Meta
}

/** One element of a multi-valued complex attribute (RFC 7643 §2.4). */
export interface MultiValue extends JsonObject {
  type?: string
  primary?: boolean
  display?: string
}
