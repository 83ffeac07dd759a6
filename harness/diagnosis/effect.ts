import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { MULTI_VALUED } from './attribute-names.ts'
import { type AttributePath, parsePath, printPath } from './attribute-path.ts'
import { member, operationsOf } from './request-parts.ts'

/**
 * The expected relation to a wanted value: `is` it, be `empty`, `includes` it in a list, `excludes` it from a list, or
 * `only` it in a list.
 */
type Relation = 'is' | 'empty' | 'includes' | 'excludes' | 'only'

/** One expected effect of a request on a resource. */
export interface Effect {
  readonly path: string
  readonly relation: Relation
  /** The wanted value; undefined for `empty`. */
  readonly wanted: JsonValue | undefined
}

const MAX_DEPTH = 6
/** Attributes that the server sets or never returns. */
const NOT_CLIENTS = new Set(['id', 'meta', 'schemas', 'groups', 'password'])

/** Returns the expected effects of a PATCH. Operations whose path cannot be parsed have none. Never throws. */
export function effectsOfPatch(body: JsonObject): readonly Effect[] {
  return (operationsOf(body) ?? []).reduce<readonly Effect[]>(
    (effects, operation) => overlay(effects, effectsOfOperation(operation)),
    [],
  )
}

/** Returns the expected effects of a create or a replacement with a body. Never throws. */
export function effectsOfBody(body: JsonObject): readonly Effect[] {
  return assignMembers(undefined, body, 'add', 0)
}

/** Returns the effects of one operation. */
function effectsOfOperation(operation: JsonObject): readonly Effect[] {
  const op = String(member(operation, 'op') ?? '').toLowerCase()
  const path = member(operation, 'path')
  const value = member(operation, 'value')
  if (op !== 'add' && op !== 'replace' && op !== 'remove') return []
  if (path === undefined || path === null || path === '') {
    return op === 'remove' || !isJsonObject(value) ? [] : assignMembers(undefined, value, op, 0)
  }
  const at = typeof path === 'string' ? parsePath(path) : undefined
  if (at === undefined) return []
  return op === 'remove' ? removal(at, value) : assign(at, value, op, 0)
}

/** Returns whether a value is absent, null, or an empty string, list or object. */
export function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return true
  if (Array.isArray(value)) return value.every(isEmpty)
  return isJsonObject(value) && Object.values(value).every(isEmpty)
}

function removal(at: AttributePath, value: JsonValue | undefined): readonly Effect[] {
  const path = printPath(at)
  if (isEmpty(value) || at.filter !== undefined) return [{ path, relation: 'empty', wanted: undefined }]
  const values = Array.isArray(value) ? value : [value]
  return values.map((wanted) => ({ path, relation: 'excludes', wanted }))
}

function assign(at: AttributePath, value: JsonValue | undefined, op: 'add' | 'replace', depth: number): Effect[] {
  if (depth > MAX_DEPTH) return []
  const path = printPath(at)
  if (isEmpty(value)) return op === 'add' ? [] : [{ path, relation: 'empty', wanted: undefined }]
  if (at.attribute === undefined) return isJsonObject(value) ? assignMembers(at.urn, value, op, depth + 1) : []
  const isList = MULTI_VALUED.has(at.attribute.toLowerCase()) && at.filter === undefined && at.sub === undefined
  if (Array.isArray(value)) {
    if (op === 'replace' && at.attribute.toLowerCase() === 'members') return [{ path, relation: 'only', wanted: value }]
    return value.map((wanted) => ({ path, relation: 'includes', wanted }))
  }
  if (isList) return [{ path, relation: 'includes', wanted: value as JsonValue }]
  if (isJsonObject(value) && at.sub === undefined)
    return Object.entries(value).flatMap(([sub, inner]) => assign({ ...at, sub }, inner, op, depth + 1))
  return [{ path, relation: 'is', wanted: value as JsonValue }]
}

/**
 * Splits a value without a path: each member is a separate path, such as `name.givenName`, `urn:…:User:department`,
 * or a whole extension.
 */
function assignMembers(urn: string | undefined, value: JsonObject, op: 'add' | 'replace', depth: number): Effect[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = parsePath(urn === undefined ? key : `${urn}:${key}`)
    if (at === undefined || NOT_CLIENTS.has(at.attribute?.toLowerCase() ?? '')) return []
    // A POST without a value for an attribute has no expected effect on it.
    return assign(at, inner, op, depth + 1)
  })
}

/**
 * Merges effects: later ones replace earlier ones on the same path, except additions to a list, which are all
 * included.
 */
function overlay(earlier: readonly Effect[], later: readonly Effect[]): readonly Effect[] {
  const key = ({ path, relation, wanted }: Effect): string =>
    relation === 'includes' || relation === 'excludes'
      ? `${path.toLowerCase()} ${JSON.stringify(wanted)}`
      : path.toLowerCase()
  const replaced = new Set(later.map(key))
  const emptied = later.filter(({ relation }) => relation === 'empty' || relation === 'only')
  const isGone = (effect: Effect): boolean =>
    replaced.has(key(effect)) || emptied.some(({ path }) => effect.path.toLowerCase() === path.toLowerCase())
  return [...earlier.filter((effect) => !isGone(effect)), ...later]
}
