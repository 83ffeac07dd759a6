/**
 * The form of PATCH bodies: `legacy` is the original one (capitalised ops, booleans as strings, one path per op),
 * `flagged` the one that `?aadOptscim062020` in the Tenant URL requests (Entra documentation, "SCIM 2.0 protocol
 * compliance of the provisioning service").
 */
export type Dialect = 'legacy' | 'flagged'

const FLAGS = new Set(['aadoptscim062020', 'azureadscimpatch062020'])

/**
 * Reads a Tenant URL: the flag is removed and selects the dialect, a trailing slash is removed. Throws TypeError if it
 * is not an http URL.
 */
export function parseTenantUrl(tenantUrl: string): { readonly baseUrl: string; readonly dialect: Dialect } {
  const url = URL.parse(tenantUrl)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(`${shown(tenantUrl)} is not a Tenant URL; give the SCIM base URL, such as https://host/scim/v2`)
  }
  const parameters = url.search.slice(1).split('&').filter(Boolean)
  const isFlag = (parameter: string): boolean => FLAGS.has(parameter.split('=')[0]?.toLowerCase() ?? '')
  const other = parameters.find((parameter) => !isFlag(parameter))
  if (other !== undefined) {
    // Without a name, or with only the padding of Base64 behind it, the parameter itself may be a token.
    const name = /^([\w.-]+)=[^=]/.exec(other)?.[1]
    throw new TypeError(
      `the Tenant URL has ${name === undefined ? 'a value' : JSON.stringify(name)} in its query; only ?aadOptscim062020 is supported there`,
    )
  }
  return {
    baseUrl: url.origin + url.pathname.replace(/\/+$/, ''),
    dialect: parameters.length > 0 ? 'flagged' : 'legacy',
  }
}

/** Quotes a string that looks like an address; any other may be a token in the wrong place. */
function shown(text: string): string {
  const quoted = withoutSecrets(text)
  return /[./:]|^localhost$/i.test(quoted) ? JSON.stringify(quoted) : 'the value'
}

/** A URL may hold a password before its host, and secrets in its query. */
function withoutSecrets(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/^([^/?#]*\/\/|)[^/?#]*@/, '$1')
}
