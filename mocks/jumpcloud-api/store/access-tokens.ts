import { hash, randomBytes } from 'node:crypto'

/** Seconds that an access token is valid. */
export const TOKEN_LIFETIME = 3600

const OCTETS = 32

/** The access tokens of service accounts, stored as digests; they expire with the process. */
export class AccessTokens {
  readonly #issued = new Map<string, { readonly clientId: string; readonly expires: number }>()

  /** Issues a token at an instant in milliseconds since 1970. */
  issue(clientId: string, now: number): string {
    for (const [digest, { expires }] of this.#issued) if (expires <= now) this.#issued.delete(digest)
    const token = randomBytes(OCTETS).toString('base64url')
    this.#issued.set(digestOf(token), { clientId, expires: now + TOKEN_LIFETIME * 1000 })
    return token
  }

  /** Returns the client of a token; undefined if it is unknown or has expired. */
  clientOf(token: string, now: number): string | undefined {
    const issued = this.#issued.get(digestOf(token))
    return issued !== undefined && issued.expires > now ? issued.clientId : undefined
  }
}

const digestOf = (token: string): string => hash('sha256', token)
