/** A request as curl can send it; header names are lower case. */
export interface CurlRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** The number of characters from which a body is written to a file. */
const LONG = 4000
const CREDENTIALS = new Set(['authorization', 'x-api-key', 'proxy-authorization'])
const SCHEME = /^(Basic|Bearer|Digest|DPoP|Negotiate|Token|ApiKey) +\S/i

/**
 * Formats a request as one curl line for a POSIX shell. The credential is read from `$SCIM_TOKEN`, after the scheme
 * that was sent, and any other header with a secret from a variable with its name. A body is never cut: with `file`, a long one is read from that file.
 */
export function asCurl({ method, url, headers, body }: CurlRequest, file?: string): string {
  const verb = method === 'HEAD' ? ['--head'] : method === 'GET' && body === undefined ? [] : ['-X', method]
  const parts = ['curl', '-i', ...verb, quote(url)]
  const main = mainCredential(headers)
  for (const [name, value] of Object.entries(headers)) {
    const credential = credentialOf(name, value, name === main ? 'SCIM_TOKEN' : headerVariable(name))
    // The shell replaces the variable only within double quotes.
    parts.push('-H', credential === undefined ? quote(`${name}: ${value}`) : `"${name}: ${credential}"`)
  }
  if (body !== undefined)
    parts.push(
      ...(file !== undefined && isLong(body) ? ['--data-binary', quote(`@${file}`)] : ['--data-raw', quote(body)]),
    )
  return parts.join(' ')
}

/** Returns the file of the body of an exchange beside the result, for a curl line that would be too long with it. */
export function bodyFile(exchange: string): string {
  return `bodies/${exchange}.json`
}

/** Returns the exchange whose body a curl line reads from a file; undefined if it reads none. */
export function exchangeOfBodyFile(curl: string): string | undefined {
  return / --data-binary '@bodies\/(\w[\w-]*)\.json'$/.exec(curl)?.[1]
}

const isLong = (body: string): boolean => body.length > LONG

/** Returns the name of the header whose value is the credential of the target; undefined if there is none. */
function mainCredential(headers: CurlRequest['headers']): string | undefined {
  const names = Object.keys(headers).filter((name) => CREDENTIALS.has(name) || isMasked(headers[name] ?? ''))
  return names.find((name) => name === 'authorization') ?? names.find((name) => CREDENTIALS.has(name)) ?? names[0]
}

/** Returns the variable of a header, as the commands of a run name it: HEADER_X_TENANT. */
function headerVariable(name: string): string {
  return `HEADER_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
}

const isMasked = (value: string): boolean => /(?:^| )\*\*\*$/.test(value)

function credentialOf(name: string, value: string, variable: string): string | undefined {
  if (!isMasked(value) && !CREDENTIALS.has(name)) return undefined
  const scheme = /authorization$/.test(name) ? (SCHEME.exec(value)?.[1] ?? 'Bearer') : undefined
  // A token that a check invented must stay: another token would not reproduce the finding.
  if (!isMasked(value) && /^\w+ +rh[0-9a-z]{8}x[0-9a-z]{4}[a-z]*$/.test(value)) return undefined
  return scheme === undefined ? `$${variable}` : `${scheme} $${variable}`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
