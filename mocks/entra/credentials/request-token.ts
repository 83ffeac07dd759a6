import { isJsonObject, type JsonValue } from '../../protocol/index.ts'
import { headerFault, parseJson, type Transport, TransportError } from '../../transport/index.ts'
import type { EntraSwitches } from '../switches/index.ts'

interface TokenEndpoint {
  readonly tokenUrl: string
  readonly clientId: string
  readonly scope?: string
}

/** A token request with a client secret. */
export interface SecretTokenRequest extends TokenEndpoint {
  readonly clientSecret: string
  /** The place of the secret (default: `header`). */
  readonly secretLocation?: EntraSwitches['oauthSecret']
}

/** A token request with a signed assertion of workload identity federation (RFC 7523 §2.2). */
export interface AssertionTokenRequest extends TokenEndpoint {
  readonly assertion: () => Promise<string>
}

/** A token request of either kind. */
export type TokenRequest = SecretTokenRequest | AssertionTokenRequest

/** The response of a token endpoint; the token itself is never reported. */
export interface TokenAnswer {
  /** The HTTP status; 0 if there was no response, in which case `fault` says why. */
  readonly status: number
  readonly token?: string
  /** The lifetime in seconds, if the response states it. */
  readonly lifetime?: number
  readonly tokenType?: string
  readonly fault?: string
  /** The `error` of a rejection (RFC 6749 §5.2). */
  readonly error?: string
  /** Why the body has no usable token; undefined if it has one. */
  readonly lack?: string
}

/**
 * Requests a token by client credentials (RFC 6749 §4.4). The secret is in an HTTP Basic header, as the portal saves it
 * (`credentialLocationInRequest: Header`), or in the form body, as Microsoft's own validation sends it.
 */
export async function requestToken(request: TokenRequest, send: Transport): Promise<TokenAnswer> {
  const { tokenUrl, clientId, scope } = request
  const basic = 'clientSecret' in request && request.secretLocation !== 'body' ? basicCredentials(request) : undefined
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(basic === undefined ? { client_id: clientId, ...(await proofOf(request)) } : {}),
    ...(scope === undefined ? {} : { scope }),
  })
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    ...(basic === undefined ? {} : { authorization: basic }),
  }
  try {
    const { status, body } = await send({ method: 'POST', url: tokenUrl, headers, body: form.toString() })
    return { status, ...read(body) }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    return { status: 0, fault: error.message }
  }
}

async function proofOf(request: TokenRequest): Promise<Record<string, string>> {
  if ('clientSecret' in request) return { client_secret: request.clientSecret }
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await request.assertion(),
  }
}

/** Each part is encoded before they are joined (RFC 6749 §2.3.1), so that neither contains the colon. */
function basicCredentials({ clientId, clientSecret }: SecretTokenRequest): string {
  const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
}

function read(text: string): Omit<TokenAnswer, 'status'> {
  const answer = parseJson<JsonValue>(text)
  if (!isJsonObject(answer)) return { lack: text === '' ? 'an empty body' : 'a body that is not a JSON object' }
  const { access_token: token, expires_in: lifetime, token_type: tokenType, error } = answer
  const fault = typeof token === 'string' ? headerFault(token) : undefined
  const isUsable = typeof token === 'string' && token !== '' && fault === undefined
  return {
    ...(isUsable
      ? { token }
      : { lack: fault === undefined ? 'JSON without an access_token' : `an access_token that ${fault}` }),
    ...(lifetime === undefined || !Number.isFinite(Number(lifetime)) ? {} : { lifetime: Number(lifetime) }),
    ...(typeof tokenType === 'string' ? { tokenType } : {}),
    ...(typeof error === 'string' ? { error } : {}),
  }
}
