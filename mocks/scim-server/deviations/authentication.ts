import { LIST_RESPONSE_MESSAGE } from '../../protocol/index.ts'
import { always, answering, failing, headers, isCreate, restated } from './around.ts'
import type { Deviation } from './deviation.ts'

/** Wrong ways with credentials (RFC 7644 §2). */
export const authenticationDeviations: readonly Deviation[] = [
  {
    name: 'schemes-not-told',
    says: 'a 401 has no WWW-Authenticate',
    caughtBy: ['scim.auth.www-authenticate'],
    around: headers(always, { 'www-authenticate': undefined }),
  },
  {
    name: 'any-token-may-read',
    says: 'a GET with any token at all is answered',
    caughtBy: ['scim.auth.wrong-credentials'],
    around: answering(always, (response, { method, headers: { authorization } }) =>
      response.status === 401 && method === 'GET' && authorization !== undefined
        ? { status: 200, headers: {}, body: { schemas: [LIST_RESPONSE_MESSAGE], totalResults: 0, Resources: [] } }
        : response,
    ),
  },
  {
    name: 'anonymous-create-crashes',
    says: 'a POST without credentials answers 500',
    caughtBy: ['scim.auth.anonymous-create', 'scim.exchange.no-server-error'],
    around: failing(401, (response) => restated(response, 500), isCreate),
  },
]
