import {
  ENTRA_GROUP_SCHEMA,
  GROUP_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../protocol/index.ts'
import type { MappedAttribute } from '../mapping/mapped-attribute.ts'
import { parseTargetPath, type TargetPath } from '../mapping/target-path.ts'
import type { EntraSwitches } from '../switches/index.ts'

/** The options of a resource body. */
export interface ResourceBodyOptions {
  /** Writes `active` as `"True"` in place of `true`, as some tenants do (SCIMReferenceCode issue 21). */
  readonly activeAsText?: boolean
  /**
   * The target attributes of the mapping: a POST lists the URNs of their extensions even if they have no value; by
   * default only those of the values.
   */
  readonly mappedTargets?: readonly string[]
  /** Which elements of `emails` are primary (`first`). */
  readonly primaryEmail?: EntraSwitches['primaryEmail']
}

const ENTERPRISE = /^urn:ietf:params:scim:schemas:extension:enterprise:/

/**
 * Builds the body of a POST to /Users. References are sent in a separate PATCH, and null values are not mapped (Entra
 * documentation, "Create User").
 */
export function userBody(attributes: readonly MappedAttribute[], options: ResourceBodyOptions = {}): JsonObject {
  const body: JsonObject = { schemas: [USER_SCHEMA] }
  for (const attribute of attributes) if (!attribute.isReference) put(body, attribute, options)
  // Custom extensions are sent as objects without their URN in schemas; the enterprise extension is named ("Customize
  // attribute mappings").
  const named = options.mappedTargets?.map((target) => parseTargetPath(target)?.schemaUrn) ?? Object.keys(body)
  const extensions = named.filter((urn) => urn !== undefined && ENTERPRISE.test(urn))
  body['schemas'] = [USER_SCHEMA, ...new Set(extensions)] as JsonValue
  body['meta'] = { resourceType: 'User' }
  return body
}

/** Builds the body of a POST to /Groups: always without members, with Microsoft's second schema URN ("Create Group"). */
export function groupBody(attributes: readonly MappedAttribute[]): JsonObject {
  const body: JsonObject = { schemas: [GROUP_SCHEMA, ENTRA_GROUP_SCHEMA] }
  for (const attribute of attributes) if (!attribute.isReference) put(body, attribute, {})
  body['meta'] = { resourceType: 'Group' }
  return body
}

function put(
  body: JsonObject,
  { target, value }: MappedAttribute,
  { activeAsText = false, primaryEmail = 'first' }: ResourceBodyOptions,
): void {
  const path = parseTargetPath(target)
  if (path === undefined) return
  const home = path.schemaUrn === undefined ? body : objectAt(body, path.schemaUrn)
  const written = activeAsText && target === 'active' ? (value === true ? 'True' : 'False') : value
  if (path.filter !== undefined) putIntoElement(home, path, path.filter, written, primaryEmail)
  else if (path.subAttribute !== undefined) objectAt(home, path.attribute)[path.subAttribute] = written
  else home[path.attribute] = written
}

function objectAt(home: JsonObject, name: string): JsonObject {
  const present = home[name]
  if (isJsonObject(present)) return present
  const made: JsonObject = {}
  home[name] = made
  return made
}

/** Puts a value into an element; several rows with the same filter fill one element. */
function putIntoElement(
  home: JsonObject,
  path: TargetPath,
  filter: NonNullable<TargetPath['filter']>,
  value: JsonValue,
  primaryEmail: EntraSwitches['primaryEmail'],
): void {
  const present = home[path.attribute]
  const list = Array.isArray(present) ? present : []
  home[path.attribute] = list
  const selector = filter.attribute.toLowerCase() === 'primary' ? filter.value.toLowerCase() === 'true' : filter.value
  let element = list.find(
    (candidate): candidate is JsonObject => isJsonObject(candidate) && candidate[filter.attribute] === selector,
  )
  if (element === undefined) {
    const isMail = path.attribute === 'emails' && filter.attribute === 'type'
    // A list has at most one primary element (RFC 7643 §2.4).
    const isPrimary = isMail && (list.length === 0 || primaryEmail === 'each')
    element = isPrimary ? { primary: true, [filter.attribute]: selector } : { [filter.attribute]: selector }
    list.push(element)
  }
  element[path.subAttribute ?? 'value'] = value
}
