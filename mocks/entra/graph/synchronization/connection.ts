import { type Transport, TransportError } from '../../../transport/index.ts'
import {
  clientCredentials,
  createEntraClient,
  type Dialect,
  type EntraResponse,
  parseTenantUrl,
  resourcesOf,
  TokenRefused,
} from '../../index.ts'
import { GraphError } from '../wire/graph-error.ts'
import { CREDENTIAL_LOCATION } from './secret-keys.ts'
import type { SecretMap } from './secrets.ts'

/** The connection of a job to its server. */
export interface Connection {
  readonly baseUrl: string
  readonly dialect: Dialect
  readonly authorization: () => Promise<Readonly<Record<string, string>>>
}

/** The components that a connection needs from the façade. */
export interface ConnectionDependencies {
  readonly transport: Transport
  readonly now: () => Date
  readonly guid: () => string
}

/**
 * Creates the connection that secrets describe: a bearer token, or OAuth client credentials. Throws TypeError if
 * BaseAddress is not a URL.
 */
export function connectionOf(
  secrets: SecretMap,
  { transport, now }: Pick<ConnectionDependencies, 'transport' | 'now'>,
): Connection {
  const { baseUrl, dialect } = parseTenantUrl(secrets.get('BaseAddress') ?? '')
  const token = secrets.get('SecretToken')
  const [clientId, clientSecret, tokenUrl] = ['Oauth2ClientId', 'Oauth2ClientSecret', 'Oauth2TokenExchangeUri'].map(
    (key) => secrets.get(key),
  )
  if (token === undefined && clientId !== undefined && clientSecret !== undefined && tokenUrl !== undefined) {
    const secretLocation = /^body$/i.test(secrets.get(CREDENTIAL_LOCATION) ?? '') ? 'body' : 'header'
    const authorization = clientCredentials({ clientId, clientSecret, tokenUrl, secretLocation, transport, now })
    return { baseUrl, dialect, authorization }
  }
  // The headers are always the same object, so that the client builds them once.
  const headers: Readonly<Record<string, string>> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return { baseUrl, dialect, authorization: () => Promise.resolve(headers) }
}

const UNAVAILABLE = 'CredentialValidationUnavailable'
const INCOMPATIBLE = 'SystemForCrossDomainIdentityManagementServiceIncompatible'

/** Tests secrets as the portal's Test Connection does, by the query for a user that cannot exist. Throws GraphError. */
export async function validateConnection(
  secrets: SecretMap,
  matching: string,
  dependencies: ConnectionDependencies,
): Promise<void> {
  let answer: EntraResponse
  try {
    const connection = connectionOf(secrets, dependencies)
    const client = createEntraClient({ ...connection, transport: dependencies.transport, guid: dependencies.guid })
    answer = await client.probe('/Users', matching)
  } catch (error) {
    if (error instanceof TransportError || error instanceof TokenRefused || error instanceof TypeError)
      throw rejected(UNAVAILABLE, error.message)
    throw error
  }
  const { status } = answer
  if (status === 404)
    throw rejected(
      'InvalidCredentials',
      `${INCOMPATIBLE}: An HTTP/404 Not Found response was returned rather than the expected HTTP/200 OK response`,
    )
  if (status !== 200) throw rejected(UNAVAILABLE, `the server responded with ${status}: ${answer.text.slice(0, 200)}`)
  if (resourcesOf(answer) === undefined)
    throw rejected('InvalidCredentials', `${INCOMPATIBLE}: the query for a user was not answered with a ListResponse`)
}

const rejected = (code: string, inner: string): GraphError =>
  new GraphError(
    400,
    code,
    `We were unable to validate the credentials. Please ensure that BaseAddress and SecretToken are correct. Inner error: ${inner}`,
  )
