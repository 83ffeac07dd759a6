import { createHmac } from 'node:crypto'
import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { decodeUrl, parseJson } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { isUnrecorded, unrecordedBody } from '../record/unrecorded-body.ts'
import { HARMLESS_HEADERS, KEPT_WORDS, SCIM_SEGMENTS, STRUCTURAL_MEMBERS } from './pseudonym-rules.ts'

/** Replaces values that may identify a user. */
export type Pseudonymise = (exchange: Exchange) => Exchange

const GUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
/** The minimum length of a pseudonym; shorter pseudonyms of many users could be equal. */
const LEAST = 10

/**
 * Creates a function that replaces every value of an exchange except those known to be harmless: words become other
 * words, numbers other numbers, each always the same one, in any letter case. So ids, references, filters and equal
 * values still match. GUIDs, times, URNs and booleans stay. Without the key the original values cannot be determined.
 */
export function pseudonymiser(key: Buffer, basePath: string): Pseudonymise {
  const words = new Map<string, string>()
  const word = (original: string): string => {
    const plain = original.normalize('NFC').toLowerCase()
    let made = words.get(plain)
    if (made === undefined) {
      made = makeWord(key, plain)
      if (words.size < MAX_REMEMBERED) words.set(plain, made)
    }
    return made
  }
  const tools = new Replacer(word, basePath)
  return (exchange) => tools.exchange(exchange)
}

const MAX_REMEMBERED = 500_000

function makeWord(key: Buffer, plain: string): string {
  const digest = createHmac('sha256', key).update(plain).digest()
  const isNumber = /^\d+$/.test(plain)
  const alphabet = isNumber ? '0123456789' : LETTERS
  const length = Math.min(Math.max(plain.length, LEAST), digest.length)
  const made = [...digest.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join('')
  // A pseudonym of a word never looks like a number, and one of a number never begins with 0.
  return isNumber ? made.replace(/^0/, '1') : made
}

class Replacer {
  readonly #word: (original: string) => string
  readonly #baseSegments: ReadonlySet<string>

  constructor(word: (original: string) => string, basePath: string) {
    this.#word = word
    this.#baseSegments = new Set(basePath.split('/').filter(Boolean))
  }

  exchange(exchange: Exchange): Exchange {
    const { request, response } = exchange
    return {
      ...exchange,
      request: {
        ...request,
        url: this.#url(request.url),
        headers: this.#headers(request.headers),
        ...(request.body === undefined ? {} : { body: this.#body(request.body, request.headers) }),
      },
      response: {
        ...response,
        headers: this.#headers(response.headers),
        body: this.#body(response.body, response.headers),
      },
    }
  }

  /** Replaces every word of a value, unless the value is not about a user. */
  #value(text: string): string {
    if (GUID.test(text) || INSTANT.test(text) || /^(?:true|false|\**)$/i.test(text)) return text
    if (/^urn:[a-z]/i.test(text) && !text.includes('@')) return text
    if (/^https?:\/\//i.test(text)) return this.#url(text)
    const nested = /^\s*[[{]/.test(text) ? parseJson<JsonValue>(text) : undefined
    if (nested !== undefined) return JSON.stringify(this.#json(nested))
    // The last label of a mail address stays valid.
    return text.replaceAll(WORD, (found, at: number) =>
      text.includes('@') && at > text.lastIndexOf('@') && at > text.lastIndexOf('.') ? 'example' : this.#word(found),
    )
  }

  #url(url: string): string {
    if (!URL.canParse(url)) return this.#value(url.replace(/^https?:\/\//i, ''))
    const [address = '', query] = url.split('#')[0]?.split('?') ?? []
    const { origin } = new URL(url)
    const path = address.slice(origin.length)
    const segments = path.split('/').map((segment) => this.#segment(segment))
    return `${origin}${segments.join('/')}${query === undefined ? '' : `?${this.#query(query)}`}`
  }

  #segment(segment: string): string {
    const plain = decodeUrl(segment)
    if (plain === '' || SCIM_SEGMENTS.has(plain.toLowerCase()) || this.#baseSegments.has(segment)) return segment
    return encodeURIComponent(this.#value(plain))
  }

  /** Blanks stay as the client encoded them: `+` or `%20`. */
  #query(query: string): string {
    return query
      .split('&')
      .map((parameter) => {
        const [name = '', ...rest] = parameter.split('=')
        if (rest.length === 0) return parameter
        const written = rest.join('=')
        if (/^(?:startIndex|count|sortBy|sortOrder|attributes|excludedAttributes|itemsPerPage)$/i.test(name))
          return parameter
        const plain = decodeUrl(written.replaceAll('+', ' '))
        const made = encodeURIComponent(/^filter$/i.test(name) ? this.#filter(plain) : this.#value(plain))
        return `${name}=${written.includes('+') ? made.replaceAll('%20', '+') : made}`
      })
      .join('&')
  }

  /** Replaces the strings within a filter or a path, including a literal without quotation marks. */
  #filter(filter: string): string {
    return filter.replaceAll(
      /"((?:[^"\\]|\\.)*)"|(\b(?:eq|ne|co|sw|ew|gt|ge|lt|le)\s+)([^\s"()[\]]+)/gi,
      (whole, quoted, operator, bare) => {
        if (operator !== undefined) return `${operator}${this.#kept(String(bare)) ? bare : this.#value(String(bare))}`
        const literal = parseJson<JsonValue>(whole)
        const text = typeof literal === 'string' ? literal : String(quoted)
        return JSON.stringify(this.#kept(text) ? text : this.#value(text))
      },
    )
  }

  /** Returns whether a value is not replaced, such as the canonical types of elements. */
  #kept(text: string): boolean {
    return /^(?:work|home|other|mobile|fax|pager|primary|photo|thumbnail|true|false|null|User|Group)$/i.test(text)
  }

  #headers(headers: Exchange['request']['headers']): Exchange['request']['headers'] {
    return headers.map(({ name, value }) => {
      const lower = name.toLowerCase()
      if (lower === 'location' || lower === 'content-location') return { name, value: this.#value(value) }
      return { name, value: HARMLESS_HEADERS.has(lower) || value.includes('***') ? value : '***' }
    })
  }

  #body(body: string, headers: Exchange['request']['headers']): string {
    if (body === '' || isUnrecorded(body)) return body
    const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? ''
    if (/x-www-form-urlencoded/i.test(type)) return this.#query(body)
    const parsed = parseJson<JsonValue>(body)
    if (parsed === undefined)
      return unrecordedBody(Buffer.byteLength(body), 'names in a body that is not JSON cannot be replaced')
    return JSON.stringify(this.#json(parsed))
  }

  #json(value: JsonValue, member = ''): JsonValue {
    if (typeof value === 'string') return this.#member(member, value)
    if (Array.isArray(value)) return value.map((item) => this.#json(item, member))
    if (!isJsonObject(value)) return value
    const made: JsonObject = {}
    for (const [name, inner] of Object.entries(value))
      if (inner !== undefined) made[this.#name(name)] = this.#json(inner, name)
    return made
  }

  /** Returns the name of a member, which is not replaced unless it has characters that no attribute has. */
  #name(name: string): string {
    return /[@\s]/.test(name) ? this.#value(name) : name
  }

  #member(member: string, value: string): string {
    const last = member.split(/[.:]/).at(-1)?.toLowerCase() ?? ''
    if (last === 'path') return this.#filter(value)
    if (last === 'detail' || last === 'description' || last === 'message' || last === 'error')
      return this.#sentence(value)
    return STRUCTURAL_MEMBERS.has(last) ? value : this.#value(value)
  }

  /**
   * Replaces the words of a message, except those that messages of servers usually contain; any other word may be a
   * name.
   */
  #sentence(text: string): string {
    return text.replaceAll(WORD, (found) => (KEPT_WORDS.has(found.toLowerCase()) ? found : this.#word(found)))
  }
}
