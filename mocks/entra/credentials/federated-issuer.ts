import type { CryptoKey, JSONWebKeySet } from 'jose'
import type { EntraSwitches } from '../switches/index.ts'
import { TENANT_ID } from './entra-token.ts'
import { serveKeys } from './key-server.ts'

const ALGORITHM = 'RS256'
/** Seconds that an assertion is valid, as in Microsoft's example payload. */
const LIFE = 3900
const HOUR = 3600

/** The forms of a client assertion: Entra sends `right` and `next-key`; the others must be rejected. */
export type AssertionForm =
  | 'right'
  /** Signed by another key of the published set. */
  | 'next-key'
  | 'other-audience'
  | 'other-subject'
  | 'other-issuer'
  | 'expired'
  /** Signed by a key that is not, or no longer, in the published set. */
  | 'withdrawn-key'
  /** The assertion names a published key but is signed by another one. */
  | 'forged'
  /** The assertion has `alg: none`. */
  | 'unsigned'

/** The settings of the issuer. */
export interface FederatedIssuerOptions {
  readonly now: () => Date
  /** The port of the key server (default: a free port). */
  readonly port?: number
  /** The form of the audience (default: `api`). */
  readonly assertionAudience?: EntraSwitches['assertionAudience']
}

/** Signs client assertions as Entra's workload identity federation does, and serves the keys to check them by. */
export interface FederatedIssuer extends AsyncDisposable {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
  /** The URL of the keys: `GET` returns a JSON Web Key Set. */
  readonly jwksUrl: string
  assertion(form?: AssertionForm): Promise<string>
}

/** The workload identity of the tenant, which an administrator copies from Entra's portal into the target's. */
const APPLICATION = '7e4f0b9c-0000-4000-8000-5c1a5c1a5c1a'
const SUBJECT = 'd1c7a2b8-0000-4000-8000-5c1a5c1a5c1a'
const ISSUER = `https://login.microsoftonline.com/${TENANT_ID}/v2.0`
const OTHER = '00000000-0000-4000-8000-000000000bad'

/** Returns the values to register with the target's token service, except the URL of the keys. */
export function federatedIdentity(assertionAudience: EntraSwitches['assertionAudience'] = 'api'): {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
} {
  return {
    issuer: ISSUER,
    subject: SUBJECT,
    audience: assertionAudience === 'api' ? `api://${APPLICATION}` : APPLICATION,
  }
}

/**
 * Creates three keys, two of which it serves on 127.0.0.1 under `/discovery/v2.0/keys` (AzureAD/SCIMReferenceCode,
 * Workload-Identity-Federation-for-SCIM-Provisioning, June 2026).
 */
export async function federatedIssuer(options: FederatedIssuerOptions): Promise<FederatedIssuer> {
  // The module is loaded only when a key is created, which few commands do.
  const { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } = await import('jose')
  const [current, next, withdrawn] = await Promise.all([1, 2, 3].map(() => generateKeyPair(ALGORITHM)))
  if (current === undefined || next === undefined || withdrawn === undefined) throw new Error('no keys were created')
  const published = await Promise.all(
    [current, next].map(async ({ publicKey }, index) => ({
      ...(await exportJWK(publicKey)),
      kid: `scim-rehearsal-${index + 1}`,
      use: 'sig',
      alg: ALGORITHM,
    })),
  )
  const jwks: JSONWebKeySet = { keys: published }
  const identity = federatedIdentity(options.assertionAudience)
  const server = await serveKeys(
    (origin) => ({
      '/discovery/v2.0/keys': jwks,
      '/v2.0/.well-known/openid-configuration': { issuer: ISSUER, jwks_uri: `${origin}/discovery/v2.0/keys` },
    }),
    options.port,
  )

  const claimsOf = (form: AssertionForm): Record<string, string | number> => {
    const seconds = Math.floor(options.now().getTime() / 1000)
    const issuedAt = form === 'expired' ? seconds - LIFE - HOUR : seconds
    return {
      aud: form === 'other-audience' ? `api://${OTHER}` : identity.audience,
      iss: form === 'other-issuer' ? ISSUER.replace(TENANT_ID, OTHER) : ISSUER,
      sub: form === 'other-subject' ? OTHER : SUBJECT,
      iat: issuedAt,
      nbf: issuedAt,
      exp: issuedAt + LIFE,
      appid: APPLICATION,
      appidacr: '2',
      idp: ISSUER,
      oid: form === 'other-subject' ? OTHER : SUBJECT,
      tid: TENANT_ID,
      ver: '2.0',
    }
  }
  const keyOf = (form: AssertionForm): readonly [kid: string, key: CryptoKey] => {
    if (form === 'next-key') return ['scim-rehearsal-2', next.privateKey]
    if (form === 'withdrawn-key') return ['scim-rehearsal-0', withdrawn.privateKey]
    if (form === 'forged') return ['scim-rehearsal-1', withdrawn.privateKey]
    return ['scim-rehearsal-1', current.privateKey]
  }
  return {
    ...identity,
    jwksUrl: `${server.origin}/discovery/v2.0/keys`,
    assertion: async (form = 'right') => {
      if (form === 'unsigned') return new UnsecuredJWT(claimsOf(form)).encode()
      const [kid, key] = keyOf(form)
      return new SignJWT(claimsOf(form)).setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid }).sign(key)
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
