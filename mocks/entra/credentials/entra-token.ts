import type { JSONWebKeySet } from 'jose'
import { serveKeys } from './key-server.ts'

/** Audience of the token for every non-gallery application (Entra documentation, "SCIM endpoint authorization"; observed). */
export const NON_GALLERY_AUDIENCE = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621'
/** The id of the mock tenant, in the issuer of its tokens and in its provisioning log. */
export const TENANT_ID = '6a7c1f0e-0000-4000-8000-5c1a5c1a5c1a'
/** The application behind the provisioning service, as `appid` names it (observed, MicrosoftDocs/azure-docs issue 21660). */
const PROVISIONING_APPLICATION = '00000014-0000-0000-c000-000000000000'
const ALGORITHM = 'RS256'
const DEFAULT_LIFE = 3600

/** The variable parts of a token that Entra issues. */
export interface EntraTokenOptions {
  readonly tenantId: string
  readonly audience?: string
  /** The lifetime in seconds (default: 3600). */
  readonly lifetime?: number
  readonly now: () => Date
}

/** Issues tokens as Entra does if the secret token is left blank, and serves the keys to verify them. */
export interface EntraTokenIssuer extends AsyncDisposable {
  readonly issuer: string
  /** The URL of the keys: `GET` returns a JSON Web Key Set. */
  readonly jwksUrl: string
  readonly jwks: JSONWebKeySet
  /** A new token: a JWT signed with RS256. */
  issue(options?: { readonly audience?: string; readonly lifetime?: number }): Promise<string>
  /** Headers for each request, with a token that is replaced before it ends. */
  authorization(): Promise<Readonly<Record<string, string>>>
}

/** Creates a key and serves its public half on 127.0.0.1: `/discovery/keys` and `/.well-known/openid-configuration`. */
export async function entraTokenIssuer(options: EntraTokenOptions): Promise<EntraTokenIssuer> {
  const { tenantId, now } = options
  // The module is loaded only when a key is created, which few commands do.
  const { exportJWK, generateKeyPair, SignJWT } = await import('jose')
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM)
  const kid = 'scim-rehearsal'
  const jwks: JSONWebKeySet = { keys: [{ ...(await exportJWK(publicKey)), kid, use: 'sig', alg: ALGORITHM }] }
  const issuer = `https://sts.windows.net/${tenantId}/`
  const server = await serveKeys((origin) => ({
    '/discovery/keys': jwks,
    '/.well-known/openid-configuration': { issuer, jwks_uri: `${origin}/discovery/keys` },
  }))

  const issue: EntraTokenIssuer['issue'] = (wanted = {}) => {
    const seconds = Math.floor(now().getTime() / 1000)
    return new SignJWT({
      appid: PROVISIONING_APPLICATION,
      appidacr: '2',
      idp: issuer,
      oid: 'c3b1d2f0-0000-4000-8000-000000000014',
      sub: 'c3b1d2f0-0000-4000-8000-000000000014',
      tid: tenantId,
      ver: '1.0',
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid })
      .setIssuer(issuer)
      .setAudience(wanted.audience ?? options.audience ?? NON_GALLERY_AUDIENCE)
      .setIssuedAt(seconds)
      .setNotBefore(seconds)
      .setExpirationTime(seconds + (wanted.lifetime ?? options.lifetime ?? DEFAULT_LIFE))
      .sign(privateKey)
  }
  let token: { readonly value: string; readonly endsAt: number } | undefined
  return {
    issuer,
    jwksUrl: `${server.origin}/discovery/keys`,
    jwks,
    issue,
    authorization: async () => {
      const life = options.lifetime ?? DEFAULT_LIFE
      const at = now().getTime()
      // The token is renewed when a tenth of its lifetime is left.
      if (token === undefined || at >= token.endsAt - life * 100)
        token = { value: await issue(), endsAt: at + life * 1000 }
      return { authorization: `Bearer ${token.value}` }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
