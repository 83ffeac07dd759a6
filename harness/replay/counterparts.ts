import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'

/** Attributes whose values are ids of other resources. */
const REFERENCES = /(?:^|[.:])(?:members|manager|groups|owners|members\.value|manager\.value)$/i
const REFERENCE_PATH = /(?:^|[.:])(?:members|manager|groups|owners)\b/i

/**
 * Maps values of the recording to values of the target: ids, versions and cursors. An id that could be an ordinary
 * word or number is replaced only where an id is required.
 */
export class Counterparts {
  readonly #toTarget = new Map<string, string>()
  readonly #toRecorded = new Map<string, string>()
  readonly #versions = new Map<string, string>()

  /** Returns the target's value for one of the recording; undefined if it is unknown. */
  targetOf(recorded: string): string | undefined {
    return this.#toTarget.get(recorded)
  }

  pair(recorded: string, target: string): void {
    this.#toTarget.set(recorded, target)
    this.#toRecorded.set(target, recorded)
  }

  pairVersions(recorded: string | undefined, target: string | undefined): void {
    if (recorded !== undefined && target !== undefined) this.#versions.set(recorded, target)
  }

  /** Returns the header value that requests a version from the target. */
  version(recorded: string): string {
    return recorded
      .split(/(,\s*)/)
      .map((part) => this.#versions.get(part) ?? part)
      .join('')
  }

  /** Learns from two responses to the same request: members of both that name the same resource. */
  learn(recorded: JsonValue | undefined, target: JsonValue | undefined): void {
    if (Array.isArray(recorded) && Array.isArray(target)) {
      for (const [index, item] of recorded.entries()) this.learn(item, partnerOf(item, target, index))
      return
    }
    if (!isJsonObject(recorded) || !isJsonObject(target)) return
    const [mine, theirs] = [recorded['id'], target['id']]
    if (
      typeof mine === 'string' &&
      typeof theirs === 'string' &&
      mine !== '' &&
      theirs !== '' &&
      !this.#toTarget.has(mine)
    )
      this.pair(mine, theirs)
    for (const name of ['nextCursor', 'previousCursor'])
      if (typeof recorded[name] === 'string' && typeof target[name] === 'string')
        this.pair(String(recorded[name]), String(target[name]))
    const [before, after] = [recorded['meta'], target['meta']]
    if (isJsonObject(before) && isJsonObject(after))
      this.pairVersions(asText(before['version']), asText(after['version']))
    for (const name of ['Resources', 'Operations', 'response']) this.learn(recorded[name], target[name])
  }

  /** Converts a body of the recording for the target. */
  toTarget(value: JsonValue): JsonValue {
    return translate(value, (text, isReference) => this.#swap(this.#toTarget, text, isReference))
  }

  /** Converts a body of the target to the values of the recording. */
  toRecorded(value: JsonValue): JsonValue {
    return translate(value, (text, isReference) => this.#swap(this.#toRecorded, text, isReference))
  }

  /** Converts a filter or a path of the recording to the ids of the target. */
  expression(text: string): string {
    return expressionWith(text, (literal, isReference) => this.#swap(this.#toTarget, literal, isReference))
  }

  #swap(table: ReadonlyMap<string, string>, text: string, isReference: boolean): string {
    const whole = table.get(text)
    if (whole !== undefined && (isReference || isDistinctive(text))) return whole
    if (text.length > MAX_SCANNED) return text
    // Ids also occur within URLs, and within JSON in a string.
    return text.replaceAll(/[\w-]{8,}/g, (part) => (isDistinctive(part) ? (table.get(part) ?? part) : part))
  }
}

const MAX_SCANNED = 20_000

/** Returns whether a value can only be an id. */
const isDistinctive = (text: string): boolean =>
  text.length >= 8 && /\d/.test(text) && /^[\w-]+$/.test(text) && !/^\d{4}-\d\d-\d\d$/.test(text)

/** Finds the same resource in another list: by its name, otherwise by its position. */
function partnerOf(item: JsonValue, others: readonly JsonValue[], index: number): JsonValue | undefined {
  const name = nameOf(item)
  return name === undefined ? others[index] : (others.find((other) => nameOf(other) === name) ?? others[index])
}

function nameOf(item: JsonValue | undefined): string | undefined {
  if (!isJsonObject(item)) return undefined
  const name = item['userName'] ?? item['displayName'] ?? item['bulkId']
  return typeof name === 'string' ? name.toLowerCase() : undefined
}

type Swap = (text: string, isReference: boolean) => string

function translate(value: JsonValue, swap: Swap, member = '', isReference = false): JsonValue {
  if (typeof value === 'string') {
    if (member === 'path') return expressionWith(value, swap)
    return swap(value, isReference || /^(?:id|\$ref|location|nextCursor|previousCursor)$/i.test(member))
  }
  if (Array.isArray(value)) return value.map((item) => translate(item, swap, member, isReference))
  if (!isJsonObject(value)) return value
  const made: JsonObject = {}
  const path = asText(value['path'])
  const isOperationOnReference = path !== undefined && REFERENCE_PATH.test(path)
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    const isInside = isReference || REFERENCES.test(name) || (isOperationOnReference && name === 'value')
    made[name] = translate(
      inner,
      swap,
      name,
      isInside && name !== 'display' && name !== 'displayName' && name !== 'type',
    )
  }
  return made
}

/** Replaces the quoted values in a filter or path: `members[value eq "7"]`, `id eq 7`. */
function expressionWith(text: string, swap: Swap): string {
  return text.replaceAll(
    /([\w$.:-]+)(\s*\[\s*value)?(\s+eq\s+)("(?:[^"\\]|\\.)*"|[^\s"()[\]]+)/gi,
    (_whole, attribute: string, inner: string | undefined, operator: string, literal: string) => {
      const isReference =
        REFERENCES.test(attribute) || /^id$/i.test(attribute) || (inner !== undefined && REFERENCE_PATH.test(attribute))
      const plain = literal.startsWith('"') ? literal.slice(1, -1) : literal
      const swapped = swap(plain, isReference)
      return `${attribute}${inner ?? ''}${operator}${literal.startsWith('"') ? `"${swapped}"` : swapped}`
    },
  )
}

const asText = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
