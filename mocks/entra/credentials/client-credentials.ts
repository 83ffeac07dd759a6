import { isJsonObject, type JsonObject } from '../../protocol/index.ts'
import { type Transport, TransportError } from '../../transport/index.ts'

/** The portal's fields of "OAuth 2.0 client credentials". */
export interface ClientCredentialsOptions {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope?: string
  readonly transport: Transport
  readonly now: () => Date
}

/** The token endpoint gave no token. The message names what it answered, never the secret. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
}

/** Seconds before its end at which a token is replaced. */
const MARGIN = 300
/** Life of a token whose answer does not tell it; RFC 6749 §5.1 recommends that it does. */
const DEFAULT_LIFE = 3600

/**
 * Headers for each request, with a token that is fetched when it is first needed and again before it ends (RFC 6749 §4.4; the secret goes into
 * the body, as Entra sends it). Rejects with TokenRefused.
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
  { tokenUrl, clientId, clientSecret, scope, transport }: ClientCredentialsOptions,
  now: number,
): Promise<{ readonly value: string; readonly endsAt: number }> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...(scope === undefined ? {} : { scope }),
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const { status, body } = await send(transport, { method: 'POST', url: tokenUrl, headers, body: form.toString() })
  const answer = parse(body)
  const value = answer?.['access_token']
  if (status !== 200 || typeof value !== 'string' || value === '') {
    const told = typeof answer?.['error'] === 'string' ? ` "${answer['error'].slice(0, 100)}"` : ''
    throw new TokenRefused(
      `the token endpoint answered ${status}${told} in place of an access_token; check its URL, the client id and the secret`,
    )
  }
  const life = Number(answer?.['expires_in'] ?? DEFAULT_LIFE)
  return { value, endsAt: now + (Number.isFinite(life) ? life : DEFAULT_LIFE) * 1000 }
}

async function send(transport: Transport, request: Parameters<Transport>[0]): ReturnType<Transport> {
  try {
    return await transport(request)
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    throw new TokenRefused(`the token endpoint gave no answer: ${error.message}`, { cause: error })
  }
}

function parse(text: string): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(text)
    return isJsonObject(json) ? json : undefined
  } catch {
    return undefined
  }
}
