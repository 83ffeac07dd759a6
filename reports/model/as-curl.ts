const CREDENTIALS: Readonly<Record<string, string>> = {
  authorization: 'Bearer $SCIM_TOKEN',
  'x-api-key': '$SCIM_TOKEN',
}

/** A request as curl can send it; header names are lower case. */
export interface CurlRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Writes a request as one curl line for a POSIX shell; credentials are left to `$SCIM_TOKEN`. */
export function asCurl({ method, url, headers, body }: CurlRequest): string {
  const parts = ['curl', '-i', ...(method === 'GET' ? [] : ['-X', method]), quote(url)]
  for (const [name, value] of Object.entries(headers)) {
    const credential = CREDENTIALS[name]
    // Double quotes, so that the shell puts the variable in.
    parts.push('-H', credential === undefined ? quote(`${name}: ${value}`) : `"${name}: ${credential}"`)
  }
  if (body !== undefined) parts.push('--data-raw', quote(body.length > 4000 ? `${body.slice(0, 4000)}…` : body))
  return parts.join(' ')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
