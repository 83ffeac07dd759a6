import type { Exchange } from '../../reports/index.ts'

const MASK = '***'
const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'x-api-key', 'cookie', 'set-cookie'])
const SECRET_NAMES = 'password|client_secret|client_assertion|access_token|refresh_token|sharedSecret'
const SECRET_MEMBERS = new RegExp(`("(?:${SECRET_NAMES})"\\s*:\\s*)"(?:[^"\\\\]|\\\\.)*"`, 'gi')
// In JSON that stands within a text of JSON each quotation mark has backslashes; such a text may be cut short. Depth is bounded, so that a
// long run of backslashes takes no longer than other text.
const NESTED_MEMBERS = new RegExp(`((\\\\{0,15})"(?:${SECRET_NAMES})\\2"\\s*:\\s*\\2").*?((?<!\\\\)\\2"|$)`, 'gis')

/** A unique name of the run in the place of a token: the server never gave it. */
const INVENTED = /^rh[0-9a-z]{8}x[0-9a-z]{4}[a-z]*$/

/** Takes every credential out of an exchange: header values, passwords and tokens in JSON, and the run's own secrets wherever they stand. */
export function maskExchange(exchange: Exchange, secrets: readonly string[]): Exchange {
  const clean = (text: string): string => maskText(text, secrets)
  const headers = (list: Exchange['request']['headers']): Exchange['request']['headers'] =>
    list.map(({ name, value }) => ({ name, value: maskHeader(name, value, secrets) }))
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

/** Takes the credential out of a header's value; its scheme stays, and so does a token that a check invented to see it rejected. */
export function maskHeader(name: string, value: string, secrets: readonly string[]): string {
  const lower = name.toLowerCase()
  if (!SECRET_HEADERS.has(lower)) return maskText(value, secrets)
  const [, scheme, credential = value] = /^(Basic|Bearer|Digest|DPoP|Negotiate|Token|ApiKey) +(.*)$/is.exec(value) ?? []
  return scheme === undefined ? MASK : `${scheme} ${INVENTED.test(credential) ? credential : MASK}`
}

/** Takes secrets out of free text, also where they stand escaped, percent-encoded, or both, or were cut short. Secrets of fewer than four characters stay, since masking them would garble the text. */
export function maskText(text: string, secrets: readonly string[]): string {
  let masked = text.replace(SECRET_MEMBERS, `$1"${MASK}"`).replace(NESTED_MEMBERS, `$1${MASK}$3`)
  for (const form of formsOf(secrets)) masked = maskCut(masked.replaceAll(form, MASK), form)
  return masked
}

// Of a shorter beginning, too little is told to be of use.
const LEAST_CUT = 8
// Where a word goes on, or another follows, something else begins alike.
const GOES_ON = /[\w\s-]/

/** Takes out the beginning of a secret that was cut short: what stands before punctuation, or at the end of the text. */
function maskCut(text: string, secret: string): string {
  if (secret.length <= LEAST_CUT) return text
  const beginning = secret.slice(0, LEAST_CUT)
  let masked = ''
  let from = 0
  for (let at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, from)) {
    let end = at + LEAST_CUT
    while (end - at < secret.length && text[end] === secret[end - at]) end += 1
    masked += text.slice(from, at) + (GOES_ON.test(text.charAt(end)) ? text.slice(at, end) : MASK)
    from = end
  }
  return masked + text.slice(from)
}

const known = new WeakMap<readonly string[], readonly string[]>()

/** Longest first, so that a whole header value goes before the token within it. */
function formsOf(secrets: readonly string[]): readonly string[] {
  const before = known.get(secrets)
  if (before !== undefined) return before
  const forms = secrets
    // `Basic dXNlcjpwYXNz`: the credential counts without its scheme, too.
    .flatMap((secret) => [secret, ...(/^[A-Za-z]+ (\S+)$/.exec(secret)?.slice(1) ?? [])])
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .flatMap((text) => [text, encodeURI(text), encodeURIComponent(text)])
  const sorted = [...new Set(forms)].sort((a, b) => b.length - a.length)
  known.set(secrets, sorted)
  return sorted
}
