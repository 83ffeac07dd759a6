import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { BOOLEAN, MULTI_VALUED } from './attribute-names.ts'
import { type AttributePath, type EqualityFilter, parsePath } from './attribute-path.ts'
import { type Effect, isEmpty } from './effect.ts'
import { member, operationsOf } from './request-parts.ts'

const MAX_DEPTH = 8
/** Sub-attributes that a server fills in by itself. */
const DERIVED = new Set(['$ref', 'display', 'type', 'primary'])

/**
 * Returns the effects that a resource does not have. Letter case, empty values and the server's formatting are ignored.
 * Never throws.
 */
export function missingEffects(effects: readonly Effect[], resource: JsonObject): readonly Effect[] {
  return effects.filter((effect) => !shows(resource, effect))
}

/** Returns all values at a path; several if the path leads through a list. */
export function valuesAt(resource: JsonObject, at: AttributePath): readonly JsonValue[] {
  if (at.attribute === undefined) {
    const extension = at.urn === undefined ? undefined : member(resource, at.urn)
    return extension === undefined ? [] : [extension]
  }
  const { attribute, filter, sub } = at
  return containers(resource, at.urn)
    .map((container) => member(container, attribute))
    .filter((value) => value !== undefined)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter((element) => filter === undefined || isSelected(element, filter))
    .flatMap((element) => subValues(element, sub))
}

/** Returns values of lists that a PATCH does not change and that are missing afterwards, each as `members "2819c…"`. */
export function lostValues(before: JsonObject, after: JsonObject, body: JsonObject): readonly LostValue[] {
  const operations = operationsOf(body) ?? []
  const touched = operations.map((operation) => touchedList(operation))
  if (touched.some((one) => one === 'unknown')) return []
  const lists = touched.filter((one) => one !== 'unknown')
  return lists.flatMap((list, index) => {
    if (lists.findIndex(({ at }) => isSameAttribute(at, list.at)) !== index) return []
    const own = lists.filter(({ at }) => isSameAttribute(at, list.at))
    if (own.some(({ isWhole }) => isWhole)) return []
    const attribute = list.at.attribute ?? ''
    // A replaced single value is not lost.
    if (!MULTI_VALUED.has(attribute.toLowerCase())) return []
    const bare: AttributePath = { ...(list.at.urn === undefined ? {} : { urn: list.at.urn }), attribute }
    const left = valuesAt(after, bare)
    return valuesAt(before, bare)
      .filter((element) => !own.some(({ addresses }) => addresses(element)))
      .filter((element) => !left.some((other) => isSameElement(element, other)))
      .map((element) => ({ path: attribute, value: element }))
  })
}

/** An element of a list that vanished. */
export interface LostValue {
  readonly path: string
  readonly value: JsonValue
}

/** Compares a sent value with a returned one. */
export function isShown(wanted: JsonValue, shown: JsonValue | undefined, name: string, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false
  if (isEmpty(wanted)) return isEmpty(shown)
  if (shown === undefined || shown === null) return false
  if (Array.isArray(wanted))
    return wanted.every((one) =>
      (Array.isArray(shown) ? shown : [shown]).some((other) => isShown(one, other, name, depth + 1)),
    )
  if (isJsonObject(wanted)) {
    if (!isJsonObject(shown)) return isShown(member(wanted, 'value') ?? null, shown, name, depth + 1)
    return Object.entries(wanted).every(
      ([key, inner]) =>
        inner === undefined ||
        (DERIVED.has(key.toLowerCase()) && isEmpty(inner)) ||
        isShown(inner, member(shown, key), key, depth + 1) ||
        /^(?:\$ref|display)$/i.test(key),
    )
  }
  if (isJsonObject(shown)) return isShown(wanted, member(shown, 'value'), name, depth + 1)
  if (Array.isArray(shown)) return shown.some((one) => isShown(wanted, one, name, depth + 1))
  return isSameScalar(wanted, shown, name)
}

function shows(resource: JsonObject, { path, relation, wanted }: Effect): boolean {
  const at = parsePath(path)
  if (at === undefined) return true
  const shown = valuesAt(resource, at)
  const name = at.sub ?? at.attribute ?? ''
  const has = (one: JsonValue | undefined): boolean => shown.some((value) => isShown(one ?? null, value, name))
  switch (relation) {
    case 'empty':
      return shown.every(isEmpty)
    case 'excludes':
      return !has(wanted)
    case 'only': {
      const values = Array.isArray(wanted) ? wanted : [wanted ?? null]
      return values.every(has) && shown.every((value) => values.some((one) => isShown(one, value, name)))
    }
    default:
      return has(wanted)
  }
}

/**
 * Returns the objects that may contain an attribute without a URN: extensions and the core, because Entra's mapping
 * does not always name the URN.
 */
function containers(resource: JsonObject, urn: string | undefined): readonly JsonObject[] {
  const extensions = Object.entries(resource).filter(([key]) => /^urn:/i.test(key))
  if (urn === undefined) return [resource, ...extensions.map(([, value]) => value)].filter(isJsonObject)
  if (/:core:2\.0:\w+$/i.test(urn)) return [resource]
  return extensions
    .filter(([key]) => key.toLowerCase() === urn.toLowerCase())
    .map(([, value]) => value)
    .filter(isJsonObject)
}

function subValues(element: JsonValue, sub: string | undefined): readonly JsonValue[] {
  if (sub === undefined) return [element]
  const value = isJsonObject(element) ? member(element, sub) : sub.toLowerCase() === 'value' ? element : undefined
  return value === undefined ? [] : [value]
}

function isSelected(element: JsonValue, filter: EqualityFilter): boolean {
  const [value] = subValues(element, filter.attribute)
  return value !== undefined && isSameScalar(filter.value, value, '')
}

function isSameScalar(wanted: JsonValue, shown: JsonValue, name: string): boolean {
  const asked = asBoolean(wanted)
  if (BOOLEAN.has(name.toLowerCase()) && asked !== undefined) return shown === asked
  if (typeof wanted === 'boolean') return shown === wanted
  if (typeof shown === 'boolean') return asked === shown
  const [one, other] = [plain(wanted), plain(shown)]
  if (one === other) return true
  const [first, second] = [instant(wanted), instant(shown)]
  return first !== undefined && first === second
}

function asBoolean(value: JsonValue): boolean | undefined {
  if (typeof value === 'boolean') return value
  return typeof value === 'string' && /^(?:true|false)$/i.test(value) ? value.toLowerCase() === 'true' : undefined
}

const PHONE = /^\+?[\d\s()./-]+$/

/**
 * Normalizes formatting that a server may change: letter case and blanks, and in a phone number everything except the
 * digits.
 */
function plain(value: JsonValue): string {
  const text = String(value)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^(?:tel|mailto):/, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return PHONE.test(text) && /\d/.test(text) ? text.replaceAll(/\D/g, '') : text
}

function instant(value: JsonValue): number | undefined {
  const isInstant = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
  const time = isInstant ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

interface TouchedList {
  readonly at: AttributePath
  /** True if the operation replaces or removes all elements. */
  readonly isWhole: boolean
  /** Returns whether the operation addresses an element. */
  readonly addresses: (element: JsonValue) => boolean
}

function touchedList(operation: JsonObject): TouchedList | 'unknown' {
  const path = member(operation, 'path')
  const at = typeof path === 'string' ? parsePath(path) : undefined
  if (at === undefined) return 'unknown'
  const op = String(member(operation, 'op') ?? '').toLowerCase()
  const value = member(operation, 'value')
  const { filter } = at
  if (filter !== undefined) return { at, isWhole: false, addresses: (element) => isSelected(element, filter) }
  const listed = Array.isArray(value) ? value : [value ?? null]
  const isPartial = op === 'add' || (op === 'remove' && !isEmpty(value))
  return {
    at,
    isWhole: !isPartial || at.sub !== undefined,
    addresses: (element) => op === 'remove' && listed.some((one) => isShown(one, element, at.attribute ?? '')),
  }
}

function isSameAttribute(one: AttributePath, other: AttributePath): boolean {
  return one.attribute?.toLowerCase() === other.attribute?.toLowerCase()
}

/** Returns whether two elements are the same: they are identified by their value, or without one by their type. */
function isSameElement(one: JsonValue, other: JsonValue): boolean {
  if (!isJsonObject(one) || !isJsonObject(other)) return isShown(one, other, '')
  for (const key of ['value', 'type']) {
    const value = member(one, key)
    if (!isEmpty(value)) return isShown(value ?? null, member(other, key), key)
  }
  return isShown(one, other, '')
}
