import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'

/** A target attribute as a mapping names it: `userName`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:2.0:User:department`. */
export interface TargetPath {
  /** The URN of the extension, if the name begins with one. */
  readonly schemaUrn?: string
  readonly attribute: string
  readonly filter?: { readonly attribute: string; readonly value: string }
  readonly subAttribute?: string
}

const PATH =
  /^(?:(urn:[^[\]\s]+):)?([A-Za-z][\w$-]*)(?:\[\s*([A-Za-z][\w$-]*)\s+eq\s+(?:"((?:[^"\\]|\\.)*)"|(true|false))\s*\])?(?:\.([A-Za-z$][\w$-]*))?$/i

/** The cache of parsed names: a mapping has a few dozen, and each user needs all of them. */
const parsed = new Map<string, TargetPath | undefined>()
const REMEMBERED = 1000

/** Parses a target attribute name; undefined if it is not valid. */
export function parseTargetPath(target: string): TargetPath | undefined {
  if (parsed.has(target)) return parsed.get(target)
  const path = parseAfresh(target)
  if (parsed.size < REMEMBERED) parsed.set(target, path)
  return path
}

function parseAfresh(target: string): TargetPath | undefined {
  const match = PATH.exec(target)
  if (match === null) return undefined
  const [, schemaUrn, attribute = '', filterAttribute, quoted, bare, subAttribute] = match
  const value = quoted ?? bare
  return {
    attribute,
    ...(schemaUrn === undefined ? {} : { schemaUrn }),
    ...(filterAttribute === undefined || value === undefined
      ? {}
      : { filter: { attribute: filterAttribute, value: value.replaceAll(/\\(.)/g, '$1') } }),
    ...(subAttribute === undefined ? {} : { subAttribute }),
  }
}

/** The lists of RFC 7643 §4.1.2 and §4.2. */
const LISTS: ReadonlySet<string> = new Set([
  'emails',
  'phonenumbers',
  'ims',
  'photos',
  'addresses',
  'groups',
  'entitlements',
  'roles',
  'x509certificates',
  'members',
])
const KNOWN_SCHEMA = /^urn:ietf:params:scim:schemas:(?:core:|extension:enterprise:)/i

/**
 * Returns whether a target holds a single value. Attributes of other extensions may be lists, because their schema is
 * not known here.
 */
export function isSingleValued(target: string): boolean {
  const path = parseTargetPath(target)
  if (path === undefined) return false
  if (path.filter !== undefined || path.subAttribute !== undefined) return true
  const isKnown = path.schemaUrn === undefined || KNOWN_SCHEMA.test(path.schemaUrn)
  return isKnown && !LISTS.has(path.attribute.toLowerCase())
}

/** Reads a member by its name, ignoring letter case (RFC 7643 §2.1). */
export function member(object: JsonObject, name: string): JsonValue | undefined {
  if (Object.hasOwn(object, name)) return object[name]
  const wanted = name.toLowerCase()
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === wanted)
  return key === undefined ? undefined : object[key]
}

/**
 * Reads the value at a target path from a server's response; undefined if it is absent. Accepts single values in place
 * of lists.
 */
export function readTarget(resource: JsonObject, target: string): JsonValue | undefined {
  const path = parseTargetPath(target)
  if (path === undefined) return undefined
  const home = path.schemaUrn === undefined ? resource : member(resource, path.schemaUrn)
  if (!isJsonObject(home)) return undefined
  const value = member(home, path.attribute)
  const chosen =
    path.filter === undefined ? value : elementsOf(value).find((element) => satisfies(element, path.filter))
  if (path.subAttribute === undefined) return chosen
  return isJsonObject(chosen) ? member(chosen, path.subAttribute) : undefined
}

function elementsOf(value: JsonValue | undefined): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isJsonObject)
}

function satisfies(element: JsonObject, filter: TargetPath['filter']): boolean {
  if (filter === undefined) return true
  const value = member(element, filter.attribute)
  return value !== undefined && String(value).toLowerCase() === filter.value.toLowerCase()
}
