import type { Transport } from '../../transport/index.ts'
import { requestToken, type TokenRequest } from './request-token.ts'

/** The portal's fields of "OAuth 2.0 client credentials". */
export type ClientCredentialsOptions = TokenRequest & {
  readonly transport: Transport
  readonly now: () => Date
}

/** The token endpoint issued no token. The message contains its response, never the secret. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
}

/** Seconds before its end at which a token is replaced. */
const MARGIN = 300
/** The lifetime of a token whose response does not state one; RFC 6749 §5.1 recommends that it does. */
const DEFAULT_LIFE = 3600

/**
 * Headers for each request, with a token that is fetched when it is first needed and again before it ends (RFC 6749 §4.4). Rejects
 * with TokenRefused.
 */
export function clientCredentials(options: ClientCredentialsOptions): () => Promise<Readonly<Record<string, string>>> {
  let token: { readonly value: string; readonly endsAt: number } | undefined
  let underWay: Promise<{ readonly value: string; readonly endsAt: number }> | undefined
  return async () => {
    const now = options.now().getTime()
    if (token === undefined || token.endsAt - MARGIN * 1000 <= now) {
      underWay ??= fetchToken(options, now).finally(() => {
        underWay = undefined
      })
      token = await underWay
    }
    return { authorization: `Bearer ${token.value}` }
  }
}

async function fetchToken(
  options: ClientCredentialsOptions,
  now: number,
): Promise<{ readonly value: string; readonly endsAt: number }> {
  const { status, token, lifetime = DEFAULT_LIFE, error, fault, lack } = await requestToken(options, options.transport)
  if (fault !== undefined) throw new TokenRefused(`the token endpoint sent no response: ${fault}`)
  if (status !== 200 || token === undefined) {
    const reason = error === undefined ? (status === 200 ? ` with ${lack}` : '') : ` "${error.slice(0, 100)}"`
    throw new TokenRefused(
      `the token endpoint answered ${status}${reason} instead of an access_token; check its URL, the client id and ${remedyOf(options)}`,
    )
  }
  return { value: token, endsAt: now + lifetime * 1000 }
}

function remedyOf(request: TokenRequest): string {
  if (!('clientSecret' in request)) return 'the registered issuer, subject, audience and address of the keys'
  const { secretLocation = 'header' } = request
  return secretLocation === 'header'
    ? 'the secret, which was sent in the Authorization header (oauthSecret=body sends it in the form)'
    : 'the secret, which was sent in the form body (oauthSecret=header sends it in the Authorization header)'
}
