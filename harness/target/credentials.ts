import { requestToken, type SecretTokenRequest, type TokenAnswer } from '../../mocks/entra/index.ts'
import { createTransport, type Transport } from '../../mocks/transport/index.ts'
import { maskText, secretsOfUrl } from '../process/index.ts'
import type { Address } from './address.ts'
import { UntestableTarget } from './connect.ts'
import { connectionOf } from './connection-of.ts'
import type { RunningFederation } from './federation.ts'
import type { TargetOptions } from './target-options.ts'

/** The token of a run, and its source. */
export interface Credentials {
  readonly token: string | undefined
  /** The functions that request another token. */
  readonly means: Pick<Address, 'oauth' | 'federation'>
}

/**
 * Returns the token of a run, and its source. A run is shorter than the lifetime of any token. Throws
 * UntestableTarget.
 */
export async function credentialsOf(
  target: TargetOptions,
  issuer: RunningFederation | undefined,
  withPort: (url: string) => string,
  stack: AsyncDisposableStack,
): Promise<Credentials> {
  const { oauth, federation: wanted, token } = target
  if (oauth === undefined && wanted === undefined) return { token, means: {} }
  const transport = stack.use(createTransport(connectionOf(target)))
  if (wanted !== undefined && issuer !== undefined) {
    const tokenUrl = withPort(wanted.tokenUrl)
    const federation = issuer.at(tokenUrl, transport.send)
    const remedy =
      'check the URL, the client id, and that the issuer, subject, audience and address of the keys are registered'
    return { token: tokenOf(await federation.exchange(), tokenUrl, [], remedy), means: { federation } }
  }
  if (oauth === undefined) return { token, means: {} }
  const request = { ...oauth, tokenUrl: withPort(oauth.tokenUrl) }
  const { answer, secretLocation } = await askInEitherPlace(request, transport.send)
  const fetched = tokenOf(answer, request.tokenUrl, [oauth.clientSecret], 'check the URL, the client id and the secret')
  return { token: fetched, means: { oauth: { ...request, secretLocation } } }
}

/**
 * Requests a token with the secret in either place. A token endpoint that accepts only one place still allows a run;
 * checks judge that it should accept both.
 */
async function askInEitherPlace(
  request: SecretTokenRequest,
  send: Transport,
): Promise<{ readonly answer: TokenAnswer; readonly secretLocation: 'header' | 'body' }> {
  const first = request.secretLocation ?? 'header'
  const answer = await requestToken({ ...request, secretLocation: first }, send)
  if (isGiven(answer) || request.secretLocation !== undefined || answer.status === 0)
    return { answer, secretLocation: first }
  const second = await requestToken({ ...request, secretLocation: 'body' }, send)
  return isGiven(second) ? { answer: second, secretLocation: 'body' } : { answer, secretLocation: first }
}

const isGiven = ({ status, token }: TokenAnswer): boolean => status >= 200 && status < 300 && token !== undefined

/** Returns the token of a response. Throws UntestableTarget, without the secrets that the endpoint may echo. */
function tokenOf(answer: TokenAnswer, tokenUrl: string, secrets: readonly string[], remedy: string): string {
  const { status, token, error, fault, lack } = answer
  if (token !== undefined && isGiven(answer)) return token
  const body = error === undefined ? (status === 200 ? ` with ${lack}` : '') : ` "${error.slice(0, 100)}"`
  const explanation = fault ?? `it answered ${status}${body}`
  throw new UntestableTarget(
    maskText(`${placeOf(tokenUrl)} gave no access_token: ${explanation}; ${remedy}`, [
      ...secrets,
      ...secretsOfUrl(tokenUrl),
    ]),
  )
}

/** Returns a URL without user name, password, query and fragment. */
function placeOf(url: string): string {
  const parsed = URL.parse(url)
  return parsed === null ? '--oauth-token-url' : parsed.origin + parsed.pathname
}
