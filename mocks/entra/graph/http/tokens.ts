import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { isJsonObject, type JsonValue } from '../../../protocol/index.ts'
import { parseJson } from '../../../transport/index.ts'
import { GraphError } from '../wire/graph-error.ts'

/** The lifetime of an issued token in seconds (Microsoft identity platform, "client credentials flow"). */
export const TOKEN_LIFE = 3599

const GRAPH_AUDIENCE = 'https://graph.microsoft.com'

/** The rules that tokens must satisfy. */
export interface TokenRules {
  /** The token, which is also the secret of every client; default: any token is accepted. */
  readonly token: string | undefined
  /** The application permissions of every caller; all by default. */
  readonly permissions: readonly string[] | undefined
  readonly tenantId: string
  readonly now: () => Date
}

/** Issues and validates tokens. The key that signs them exists only in memory. */
export interface Tokens {
  /** A token for a client (a JWT, since clients read its claims). */
  issue(clientId: string): string
  acceptsSecret(secret: string): boolean
  /** Throws GraphError if the `Authorization` header is not valid. */
  admit(authorization: string | undefined): void
  /** Throws GraphError if the caller has none of the permissions. */
  assertPermitted(permissions: readonly string[]): void
}

export function createTokens({ token, permissions, tenantId, now }: TokenRules): Tokens {
  const key = randomBytes(32)
  const signatureOf = (text: string): string => createHmac('sha256', key).update(text).digest('base64url')
  const isIssued = (given: string): boolean => {
    const [head, body, signature] = given.split('.')
    if (signature === undefined || !isSame(signatureOf(`${head}.${body}`), signature)) return false
    const claims = claimsOf(body ?? '')
    return Number(claims['exp']) * 1000 > now().getTime()
  }
  return {
    issue: (clientId) => {
      const seconds = Math.floor(now().getTime() / 1000)
      const claims = {
        aud: GRAPH_AUDIENCE,
        iss: `https://sts.windows.net/${tenantId}/`,
        iat: seconds,
        nbf: seconds,
        exp: seconds + TOKEN_LIFE,
        appid: clientId,
        idtyp: 'app',
        roles: permissions ?? [],
        tid: tenantId,
        ver: '1.0',
      }
      const unsigned = [{ alg: 'HS256', typ: 'JWT' }, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.')
      return `${unsigned}.${signatureOf(unsigned)}`
    },
    acceptsSecret: (secret) => token === undefined || isSame(token, secret),
    admit: (authorization) => {
      const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? []
      if (given === undefined) throw rejected('Access token is empty.')
      if (token === undefined || isSame(token, given) || isIssued(given)) return
      throw rejected('Access token validation failure. Invalid token.')
    },
    assertPermitted: (wanted) => {
      if (permissions === undefined || wanted.length === 0 || wanted.some((one) => permissions.includes(one))) return
      throw new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
    },
  }
}

const rejected = (message: string): GraphError =>
  new GraphError(401, 'InvalidAuthenticationToken', message, { headers: { 'www-authenticate': 'Bearer' } })

/** Compares strings in a time that does not depend on the position of a difference. */
function isSame(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest()
  return timingSafeEqual(digest(expected), digest(given))
}

function claimsOf(body: string): Readonly<Record<string, unknown>> {
  const claims = parseJson<JsonValue>(Buffer.from(body, 'base64url').toString('utf8'))
  return isJsonObject(claims) ? claims : {}
}
