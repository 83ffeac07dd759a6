import type { Exchange } from '../../reports/index.ts'
import { decodeEscapes, type EscapeKind } from './decode-escapes.ts'
import { formsOf, lowerCase, type SecretForms } from './secret-forms.ts'

/** The replacement of a secret. */
const MASK = '***'
const SECRET_HEADERS =
  /^(?:cookie|set-cookie2?)$|authorization|api[-_]?key|access[-_]?key|secret|password|credential|token$|signature/i
const SECRET_NAMES =
  'password|passwd|client_?secret|client_?assertion|access_?token|refresh_?token|id_?token|sharedSecret|api_?key|private_?key'
const SECRET_MEMBERS = new RegExp(`("(?:${SECRET_NAMES})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi')
// In JSON within a JSON string each quotation mark has backslashes; such a string may be truncated. The depth is bounded,
// so that a long run of backslashes takes no longer than other input.
const NESTED_MEMBERS = new RegExp(`((\\\\{0,15})"(?:${SECRET_NAMES})\\2"\\s*:\\s*\\2").*?((?<!\\\\)\\2"|$)`, 'gis')
/** Matches secrets in the query or the fragment of a URL, and in a form. */
const SECRET_PARAMETERS = new RegExp(
  `((?:^|[?&#;])(?:${SECRET_NAMES}|token|code|sig|signature|secret|subscription-key)=)[^&#;\\s"'<>\\\\]+`,
  'gim',
)
const USER_INFO = /(:\/\/)[^\s/?#@"'<>\\]{1,512}@/g
const JSON_WEB_TOKEN = /\beyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)?/g

/** Matches a unique name of the run in place of a token: the server never assigned it. */
const INVENTED = /^rh[0-9a-z]{8}x[0-9a-z]{4}[a-z]*$/

/**
 * Removes every credential from an exchange: header values, passwords and tokens in JSON, and the run's own secrets
 * in any place.
 */
export function maskExchange(exchange: Exchange, secrets: readonly string[]): Exchange {
  const clean = (text: string): string => maskText(text, secrets)
  const headers = (list: Exchange['request']['headers']): Exchange['request']['headers'] =>
    list.map(({ name, value }) => ({ name: clean(name), value: maskHeader(name, value, secrets) }))
  const { request, response } = exchange
  return {
    ...exchange,
    request: {
      ...request,
      url: clean(request.url),
      headers: headers(request.headers),
      ...(request.body === undefined ? {} : { body: clean(request.body) }),
    },
    response: {
      ...response,
      headers: headers(response.headers),
      body: clean(response.body),
      ...(response.error === undefined ? {} : { error: clean(response.error) }),
    },
  }
}

/** Returns whether the value of a header is a credential. */
export const isSecretHeader = (name: string): boolean => SECRET_HEADERS.test(name)

/**
 * Removes the credential from a header's value; its scheme stays, and so does an invalid token that a check invented.
 */
export function maskHeader(name: string, value: string, secrets: readonly string[]): string {
  if (!isSecretHeader(name)) return maskText(value, secrets)
  const [, scheme, credential = value] = /^(Basic|Bearer|Digest|DPoP|Negotiate|Token|ApiKey) +(.*)$/is.exec(value) ?? []
  return scheme === undefined ? MASK : `${scheme} ${INVENTED.test(credential) ? credential : MASK}`
}

/**
 * Removes secrets from a string. The given secrets are removed in plain form, in Base64, in hexadecimal, under up to
 * four levels of percent-encoding, JSON escapes and character references, or truncated; and everything that has the
 * form of a credential is removed (passwords in JSON, tokens in a query, a user name and password in a URL, JSON Web
 * Tokens). Secrets of fewer than 4 characters stay; those of fewer than 8 are masked only as whole words,
 * of the string or of its decoded form.
 */
export function maskText(text: string, secrets: readonly string[]): string {
  const masked = text
    .replace(SECRET_MEMBERS, `$1"${MASK}"`)
    .replace(NESTED_MEMBERS, `$1${MASK}$3`)
    .replace(SECRET_PARAMETERS, `$1${MASK}`)
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(JSON_WEB_TOKEN, MASK)
  return maskForms(masked, secrets, true)
}

/**
 * Removes only the given secrets from a string; those of fewer than 8 characters stay. JSON, XML and CSV remain well
 * formed.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return maskForms(text, secrets, false)
}

/** Removes the given secrets; with `includesWeak` also short ones, as whole words of the string or of its decoded form. */
function maskForms(text: string, secrets: readonly string[], includesWeak: boolean): string {
  const { plain, escaped, looksEscaped, ...forms } = formsOf(secrets)
  const weak = includesWeak ? forms.weak : undefined
  if (plain.size === 0 && weak === undefined) return text
  const ranges = [...rangesIn(text, escaped), ...wordsIn(text, weak)]
  const visit = (
    source: string,
    origin: (index: number) => number,
    kinds: readonly EscapeKind[],
    levels: number,
  ): void => {
    for (const kind of levels === 0 ? [] : kinds) {
      const decoded = decodeEscapes(source, kind)
      if (decoded === undefined) continue
      const here = (index: number): number => origin(decoded.sourceIndex(index))
      for (const { from, to } of [...rangesIn(decoded.text, plain), ...wordsIn(decoded.text, weak)])
        ranges.push({ from: here(from), to: here(to) })
      visit(decoded.text, here, kinds, levels - 1)
    }
  }
  const asIs = (index: number): number => index
  visit(text, asIs, ['all'], LEVELS)
  if (looksEscaped && text.length <= BRANCHING) visit(text, asIs, ['percent', 'backslash', 'reference'], LEVELS)
  return withoutRanges(text, ranges)
}

/** The maximum number of levels of escapes to remove. */
const LEVELS = 4
/**
 * The string length up to which each kind of escape is removed separately, in every order, for a secret that contains
 * what looks like an escape.
 */
const BRANCHING = 16 * 1024

interface Range {
  readonly from: number
  readonly to: number
}

// If more letters or another word follow, it is a different string with the same beginning.
const GOES_ON = /[\w\s-]/

/**
 * Finds the ranges of forms in a string, in any case, complete or truncated: a part before punctuation or at the end
 * may be the beginning of a form.
 */
function rangesIn(text: string, forms: SecretForms['plain']): Range[] {
  const ranges: Range[] = []
  const lower = lowerCase(text)
  for (const [beginning, alike] of forms) {
    for (let at = lower.indexOf(beginning); at >= 0; at = lower.indexOf(beginning, at + 1)) {
      let end = at + beginning.length
      let isWhole = false
      for (const form of alike) {
        const to = commonEnd(lower, at, form)
        if (to - at === form.length) isWhole = true
        end = Math.max(end, to)
      }
      if (isWhole) ranges.push({ from: at, to: end })
      else if (!GOES_ON.test(text.charAt(end))) ranges.push({ from: at, to: beforeEscape(text, end) })
    }
  }
  return ranges
}

/** Finds the ranges of short secrets. */
function wordsIn(text: string, weak: RegExp | undefined): Range[] {
  return weak === undefined
    ? []
    : [...text.matchAll(weak)].map((match) => ({ from: match.index, to: match.index + match[0].length }))
}

/** Returns the end of a truncated part so that it does not split an escape. */
function beforeEscape(text: string, end: number): number {
  let to = end
  while (text[to - 1] === '\\') to -= 1
  return to
}

function commonEnd(text: string, at: number, form: string): number {
  let length = 0
  while (length < form.length && text[at + length] === form[length]) length += 1
  return at + length
}

function withoutRanges(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text
  let masked = ''
  let end = 0
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from || b.to - a.to)) {
    if (to <= end) continue
    if (from >= end) masked += text.slice(end, from) + MASK
    end = to
  }
  return masked + text.slice(end)
}
