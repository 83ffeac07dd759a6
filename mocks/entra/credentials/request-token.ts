import { isJsonObject } from '../../protocol/index.ts'
import { type Transport, TransportError } from '../../transport/index.ts'

/** What a token is asked for with. */
export interface TokenRequest {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scope?: string
}

/** What a token endpoint answered; the token itself is kept out of every report. */
export interface TokenAnswer {
  /** 0 where no answer came; `fault` then says why. */
  readonly status: number
  readonly token?: string
  /** Seconds that it lasts, where the answer tells. */
  readonly lifetime?: number
  readonly tokenType?: string
  readonly fault?: string
  /** The `error` of a refusal (RFC 6749 §5.2). */
  readonly error?: string
}

/** Asks for a token by client credentials, the secret in the body as Entra sends it (RFC 6749 §4.4). */
export async function requestToken(
  { tokenUrl, clientId, clientSecret, scope }: TokenRequest,
  send: Transport,
): Promise<TokenAnswer> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...(scope === undefined ? {} : { scope }),
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  try {
    const { status, body } = await send({ method: 'POST', url: tokenUrl, headers, body: form.toString() })
    return { status, ...read(body) }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return { status: 0, fault: error.message }
  }
}

function read(text: string): Omit<TokenAnswer, 'status'> {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return {}
  }
  if (!isJsonObject(answer)) return {}
  const { access_token: token, expires_in: lifetime, token_type: tokenType, error } = answer
  return {
    ...(typeof token === 'string' && token !== '' ? { token } : {}),
    ...(lifetime === undefined || !Number.isFinite(Number(lifetime)) ? {} : { lifetime: Number(lifetime) }),
    ...(typeof tokenType === 'string' ? { tokenType } : {}),
    ...(typeof error === 'string' ? { error } : {}),
  }
}
