import { type Call, headerOf, objectBody } from '../api/call.ts'
import type { Answer, Operation } from '../api/operation.ts'
import { TOKEN_LIFETIME } from '../store/access-tokens.ts'

/** The token endpoint of service accounts: client credentials, authenticated by HTTP Basic (RFC 6749 §4.4). */
export const oauthOperations: readonly Operation[] = [
  {
    id: 'oauth2_token',
    method: 'POST',
    path: '/oauth2/token',
    summary: 'Fetch an access token of a service account',
    needs: 'anyone',
    body: 'TokenRequest',
    isForm: true,
    answers: {
      200: { says: 'The token', schema: 'Token' },
      400: { says: 'Another grant, or another scope', schema: 'TokenError' },
      401: { says: 'Another client or secret', schema: 'TokenError' },
    },
    handle: issue,
  },
]

function issue(call: Call): Answer {
  const { grant_type, scope = 'api' } = objectBody(call)
  if (grant_type !== 'client_credentials') return reject(400, 'unsupported_grant_type')
  if (scope !== 'api') return reject(400, 'invalid_scope')
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(headerOf(call.request, 'authorization') ?? '') ?? []
  const [, clientId = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  const now = Date.parse(call.now)
  const { store } = call
  const isKnown = secret !== '' && store.keys.ownerOf(secret, now) === secretOwner(clientId)
  if (!isKnown || store.administrators.findServiceAccount(clientId) === undefined) return reject(401, 'invalid_client')
  const access_token = call.tokens.issue(clientId, now)
  return {
    status: 200,
    json: { access_token, token_type: 'bearer', expires_in: TOKEN_LIFETIME, scope: 'api' },
    headers: { 'cache-control': 'no-store' },
  }
}

/** Returns the name under which a service account's secret is stored with the keys. */
export const secretOwner = (clientId: string): string => `service account ${clientId}`

const reject = (status: number, error: string): Answer => ({
  status,
  json: { error },
  ...(status === 401 ? { headers: { 'www-authenticate': 'Basic realm="JumpCloud"' } } : {}),
})
