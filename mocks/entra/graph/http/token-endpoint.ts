import express, { type Router } from 'express'
import { TOKEN_LIFE, type Tokens } from './tokens.ts'

const LIMIT = 64 * 1024

/** The token endpoint of the tenant: client credentials for a token (Microsoft identity platform, RFC 6749 §4.4). */
export function tokenEndpoint(tokens: Tokens): Router {
  const router = express.Router()
  const form = express.urlencoded({ extended: false, limit: LIMIT })
  router.post('/:tenant/oauth2/v2.0/token', form, (request, response) => {
    response.set({ 'cache-control': 'no-store', pragma: 'no-cache' })
    const reject = (status: number, error: string, description: string): void =>
      void response
        .status(status)
        .json({ error, error_description: description, error_codes: [], correlation_id: null })
    const fields: Record<string, unknown> = request.body ?? {}
    const [grant, clientId, secret] = ['grant_type', 'client_id', 'client_secret'].map((name) => fields[name])
    if (grant !== 'client_credentials')
      return reject(400, 'unsupported_grant_type', 'AADSTS70003: grant_type must be client_credentials.')
    if (typeof clientId !== 'string' || clientId === '')
      return reject(400, 'invalid_request', 'AADSTS900144: The request body must contain the parameter client_id.')
    if (typeof secret !== 'string' || secret === '')
      return reject(
        401,
        'invalid_client',
        'AADSTS7000216: client_secret is required for the client_credentials grant type.',
      )
    if (!tokens.acceptsSecret(secret))
      return reject(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.')
    response.json({
      token_type: 'Bearer',
      expires_in: TOKEN_LIFE,
      ext_expires_in: TOKEN_LIFE,
      access_token: tokens.issue(clientId),
    })
  })
  return router
}
