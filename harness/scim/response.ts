import { AssertionError } from 'chai'
import { isJsonObject, type JsonValue, type ScimResource } from '../../mocks/protocol/index.ts'
import { decodeQuery, type HttpRequest, type HttpResponse, parseJson } from '../../mocks/transport/index.ts'
import { errorWords } from '../text/error-message.ts'
import { htmlPage } from '../text/html-page.ts'
import { shorten, shortenWords } from '../text/shorten.ts'
import { whyMisencoded } from './misencoded-body.ts'
import { normalizeNames } from './normalize-names.ts'

/** A longer body is parsed when it is needed, and only the latest one stays in memory parsed. */
const LONG = 1024 * 1024
let latest: { readonly text: string; readonly body: JsonValue | undefined } | undefined

function latestOf(text: string): JsonValue | undefined {
  if (latest?.text === text) return latest.body
  // The previous document is released first, because two large documents need twice the memory.
  latest = undefined
  const body = parsed(text)
  latest = { text, body }
  return body
}

function parsed(text: string): JsonValue | undefined {
  const value = parseJson<JsonValue>(text)
  return value === undefined ? undefined : normalizeNames(value)
}

/** A response of the target, with its body parsed if it is JSON. */
export class ScimResponse {
  readonly status: number
  /** The headers; names are in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as received. */
  readonly text: string
  readonly request: HttpRequest
  /** The id of the exchange on the tape. */
  readonly exchange: string
  readonly #body: { readonly value: JsonValue | undefined } | undefined

  constructor(request: HttpRequest, response: HttpResponse, exchange: string) {
    this.request = request
    this.status = response.status
    this.headers = response.headers
    this.text = response.body
    this.exchange = exchange
    if (response.body.length <= LONG) this.#body = { value: parsed(response.body) }
  }

  /** The body, with names in the letter case of the RFCs. Undefined if the body is empty or not JSON. */
  get body(): JsonValue | undefined {
    return this.#body === undefined ? latestOf(this.text) : this.#body.value
  }

  /** Returns the body as a JSON object. Throws AssertionError if the target sent something else. */
  get resource(): ScimResource {
    if (isJsonObject(this.body)) return this.body
    throw this.unexpected('a JSON object in the body')
  }

  /**
   * Returns the resources of a ListResponse; empty if `Resources` is missing. Throws AssertionError if the body is not
   * a list.
   */
  get resources(): ScimResource[] {
    const resources = this.resource['Resources'] ?? []
    if (Array.isArray(resources) && resources.every(isJsonObject)) return resources
    throw this.unexpected('an array of objects in Resources')
  }

  /** Returns the id of the resource in the body. Throws AssertionError if it has none. */
  get id(): string {
    const { id } = this.resource
    if (typeof id === 'string' && id !== '') return id
    throw this.unexpected('a non-empty string id')
  }

  /** True for 200 to 299. */
  get isSuccess(): boolean {
    return this.status >= 200 && this.status < 300
  }

  /**
   * Describes the response in one line for a reader: `POST /scim/v2/Users → 400 invalidValue: "userName is
   * required"`.
   */
  describe(): string {
    return this.line(' → ')
  }

  /**
   * Describes the response as the beginning of a sentence: `POST /scim/v2/Users answered 400 invalidValue: "userName
   * is required"`.
   */
  describeAnswer(): string {
    return this.line(' answered ')
  }

  /** Returns the body, shortened at the end of a member. */
  excerpt(): string {
    return shorten(this.text, 400)
  }

  private line(verb: string): string {
    const { pathname, search } = new URL(this.request.url)
    const said = errorWords(this.body, (message) => shortenWords(message, 200))
    const explanation = said === '' ? (htmlPage(this.text) ?? '') : said
    const shown = this.isSuccess || explanation === '' ? '' : ` ${explanation}`
    return `${this.request.method} ${pathname}${decodeQuery(search)}${verb}${this.status}${shown}`
  }

  private unexpected(expected: string): Error {
    const { exchange } = this
    // A body that is not JSON but contains some is quoted with its end.
    const isPartlyJson = this.body === undefined && /[{[]/.test(this.text)
    const shown = isPartlyJson ? JSON.stringify(this.excerpt()) : this.excerpt()
    const why = whyMisencoded({ headers: this.headers, body: this.text })
    const html = htmlPage(this.text)
    // The description of an error quotes the page.
    const page = html === undefined ? undefined : this.isSuccess ? `a page ${html}` : 'a page of HTML'
    const found = this.text.trim() === '' ? 'an empty body' : why === undefined ? (page ?? shown) : `a body that ${why}`
    return new AssertionError(`${this.describeAnswer()}; expected ${expected}, got ${found}`, {
      actual: found,
      expected,
      exchange,
    })
  }
}
