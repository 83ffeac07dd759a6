import type { JsonValue } from '../../mocks/protocol/index.ts'
import { decodeUrl, type HttpRequest, parseJson } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'
import type { Counterparts } from './counterparts.ts'
import { noSuffix, type UniqueSuffix, uniqueSuffix } from './unique-suffix.ts'

type Headers = Exchange['request']['headers']

/** The recording and the target. */
export interface TranslationOptions {
  readonly exchanges: readonly Exchange[]
  readonly recordedBase: string
  readonly baseUrl: string
  /** Credentials for the target, by lower-case header name. */
  readonly headers: Readonly<Record<string, string>>
  readonly suffix?: string
}

/** Translates between a recording and a target: addresses, ids, versions, unique values and credentials. */
export class Translation {
  readonly #options: TranslationOptions
  readonly #counterparts: Counterparts
  readonly #suffix: UniqueSuffix
  /** True if requests of the recording had credentials; some recorders omit all of them. */
  readonly #hasCredentials: boolean

  constructor(options: TranslationOptions, counterparts: Counterparts) {
    const { exchanges, suffix } = options
    this.#options = options
    this.#counterparts = counterparts
    this.#suffix = suffix === undefined ? noSuffix : uniqueSuffix(exchanges, suffix)
    this.#hasCredentials = exchanges.some(({ request }) =>
      request.headers.some(({ name }) => /^authorization$/i.test(name)),
    )
  }

  /** Converts a URL of the recording to one of the target. */
  url(url: string): string {
    const { recordedBase, baseUrl } = this.#options
    const rest = url.startsWith(recordedBase) ? url.slice(recordedBase.length) : url.slice(new URL(url).origin.length)
    const [path = '', query] = rest.split('?')
    const segments = path.split('/').map((segment) => {
      const plain = decodeUrl(segment)
      const other = this.#counterparts.targetOf(plain)
      return other === undefined ? segment : encodeURIComponent(other)
    })
    return `${baseUrl}${segments.join('/')}${query === undefined ? '' : `?${this.#query(query)}`}`
  }

  /** Converts a body of the recording for the target. */
  body(body: string | undefined): string | undefined {
    if (body === undefined) return undefined
    const parsed = parseJson<JsonValue>(body)
    if (parsed === undefined) return body
    const sent = this.outgoing(parsed)
    // A body that needs no change is sent as recorded.
    return JSON.stringify(sent) === JSON.stringify(parsed) ? body : JSON.stringify(sent)
  }

  /** Converts a value of the recording for the target. */
  outgoing<Value extends JsonValue>(value: Value): Value {
    return eachString(this.#counterparts.toTarget(value), (text, member) => {
      if (text === '***' && /password/i.test(member)) return PASSWORD
      return this.#suffix.toTarget(text)
    }) as Value
  }

  /** Converts a value of the target to the ids of the recording. */
  incoming(value: JsonValue): JsonValue {
    return this.#counterparts.toRecorded(eachString(value, (text) => this.#suffix.toRecorded(text)))
  }

  /** Returns a request with the relevant recorded headers, and the credentials for the target. */
  request(method: string, url: string, body: string | undefined, recorded: Headers): HttpRequest {
    const headers: Record<string, string> = {}
    for (const { name, value } of recorded) {
      const lower = name.toLowerCase()
      if (KEPT_HEADERS.has(lower)) headers[lower] = /^if-/.test(lower) ? this.#counterparts.version(value) : value
    }
    const credentials = headerOf(recorded, 'authorization')
    // An invalid credential that a check invented is not masked, so it is sent as recorded.
    if (credentials !== undefined && !credentials.includes('***')) headers['authorization'] = credentials
    else if (credentials !== undefined || !this.#hasCredentials) Object.assign(headers, this.#options.headers)
    return { method, url, headers, ...(body === undefined ? {} : { body }) }
  }

  /** Converts a query; a parameter without a value to replace stays as it is encoded. */
  #query(query: string): string {
    return query
      .split('&')
      .map((parameter) => {
        const at = parameter.indexOf('=')
        const name = parameter.slice(0, at)
        if (at < 0 || !/^(?:filter|cursor)$/i.test(name)) return parameter
        const written = parameter.slice(at + 1)
        const plain = decodeUrl(written.replaceAll('+', ' '))
        const changed = /^cursor$/i.test(name)
          ? (this.#counterparts.targetOf(plain) ?? plain)
          : this.#counterparts.expression(plain).replaceAll(/"((?:[^"\\]|\\.)*)"/g, (whole, text: string) => {
              const suffixed = this.#suffix.toTarget(text)
              return suffixed === text ? whole : `"${suffixed}"`
            })
        if (changed === plain) return parameter
        const encoded = encodeURIComponent(changed)
        return `${name}=${written.includes('+') ? encoded.replaceAll('%20', '+') : encoded}`
      })
      .join('&')
  }
}

/** The replacement for a password that the recording has masked. */
const PASSWORD = 'Replayed-Passw0rd-4711'

const KEPT_HEADERS = new Set([
  'accept',
  'accept-language',
  'adscimversion',
  'content-type',
  'if-match',
  'if-none-match',
  'prefer',
  'user-agent',
])

/** Returns the value of a header; undefined if there is none. */
export const headerOf = (headers: Headers, wanted: string): string | undefined =>
  headers.find(({ name }) => name.toLowerCase() === wanted)?.value

function eachString(value: JsonValue, change: (text: string, member: string) => string, member = ''): JsonValue {
  if (typeof value === 'string') return change(value, member)
  if (Array.isArray(value)) return value.map((item) => eachString(item, change, member))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      inner === undefined ? [] : [[name, eachString(inner, change, name)]],
    ),
  )
}
