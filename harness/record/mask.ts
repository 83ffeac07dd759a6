import type { Exchange } from '../../reports/index.ts'

const MASK = '***'
const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'x-api-key', 'cookie', 'set-cookie'])
const SECRET_MEMBERS =
  /("(?:password|client_secret|client_assertion|access_token|refresh_token|sharedSecret)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi

/** Takes every credential out of an exchange: header values, passwords and tokens in JSON, and the run's own secrets wherever they stand. */
export function maskExchange(exchange: Exchange, secrets: readonly string[]): Exchange {
  const clean = (text: string): string => maskText(text, secrets)
  const headers = (list: Exchange['request']['headers']): Exchange['request']['headers'] =>
    list.map(({ name, value }) => ({ name, value: SECRET_HEADERS.has(name.toLowerCase()) ? MASK : clean(value) }))
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

/** Takes secrets out of free text, also where they stand percent-encoded or escaped. Secrets of fewer than four characters stay, since masking them would garble the text. */
export function maskText(text: string, secrets: readonly string[]): string {
  let masked = text.replace(SECRET_MEMBERS, `$1"${MASK}"`)
  for (const form of formsOf(secrets)) masked = masked.replaceAll(form, MASK)
  return masked
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
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
  const sorted = [...new Set(forms)].sort((a, b) => b.length - a.length)
  known.set(secrets, sorted)
  return sorted
}
