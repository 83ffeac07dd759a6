import type { JsonValue } from '../../mocks/protocol/index.ts'

/**
 * A request quoted from a public source. `{user}` and other placeholders stand for values that differ between servers.
 */
export interface QuotedRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The path below the base URL, with its query as it is sent. */
  readonly path: string
  /** Additional headers that override the usual ones; names are in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: JsonValue
}

/** Values of the placeholders by name. */
export type Placeholders = Readonly<Record<string, string>>

const PLACEHOLDER = /\{(\w+)\}/g
const CONTENT_TYPE = 'application/scim+json; charset=utf-8'

/** Replaces the placeholders in a request; a placeholder without a value stays. */
export function fillIn(quoted: QuotedRequest, values: Placeholders): QuotedRequest {
  const { body, path } = quoted
  const inText = (text: string): string => text.replaceAll(PLACEHOLDER, (whole, name: string) => values[name] ?? whole)
  const within = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return inText(value)
    if (Array.isArray(value)) return value.map(within)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, part === undefined ? null : within(part)]),
    )
  }
  const inPath = path.replaceAll(PLACEHOLDER, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : encodeURIComponent(value)
  })
  return { ...quoted, path: inPath, ...(body === undefined ? {} : { body: within(body) }) }
}

/**
 * Returns the request as one curl line for a POSIX shell: base URL and token in `$SCIM_URL` and `$SCIM_TOKEN`,
 * placeholders in variables of their names, such as `$SCIM_USER`.
 */
export function quotedAsCurl({ method, path, headers = {}, body }: QuotedRequest): string {
  const lines = { ...(body === undefined ? {} : { 'content-type': CONTENT_TYPE }), ...headers }
  const parts = ['curl', '-i', '-g', ...(method === 'GET' ? [] : ['-X', method])]
  parts.push(`"$SCIM_URL"${inShell(path)}`, '-H', '"authorization: Bearer $SCIM_TOKEN"')
  for (const [name, value] of Object.entries(lines))
    parts.push('-H', inShell(value === '' ? `${name}:` : `${name}: ${value}`))
  if (body !== undefined) parts.push('--data-raw', inShell(JSON.stringify(body)))
  return parts.join(' ')
}

/** Writes a string in single quotes, and each placeholder as a variable in double quotes. */
function inShell(text: string): string {
  const quoted = `'${text.replaceAll("'", `'\\''`)}'`
  const filled = quoted.replaceAll(PLACEHOLDER, (_, name: string) => `'"$SCIM_${name.toUpperCase()}"'`)
  return filled.length > 2 ? filled.replace(/^''(?=")/, '').replace(/(?<=")''$/, '') : filled
}
