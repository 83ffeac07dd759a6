import { LIST_RESPONSE_MESSAGE } from '../../protocol/index.ts'
import type { Around, Deviation } from './deviation.ts'
import { restated } from './message-parts.ts'
import { always, isCreate, isGroup, isRead, type When } from './request-conditions.ts'
import { answering, asking, failing, headers } from './rewriters.ts'

/**
 * Adds the credentials of the last authenticated request to an anonymous one, like a guard that does not protect every
 * route.
 */
function asAdministrator(when: When): Around {
  let known: string | undefined
  return asking(always, (request) => {
    const { authorization } = request.headers
    known = authorization ?? known
    const isAnonymous = authorization === undefined && known !== undefined
    return isAnonymous && when(request)
      ? { ...request, headers: { ...request.headers, authorization: known } }
      : request
  })
}

/** Deviations in credentials (RFC 7644 §2). */
export const authenticationDeviations: readonly Deviation[] = [
  {
    name: 'no-www-authenticate',
    says: 'a 401 has no WWW-Authenticate',
    caughtBy: ['scim.auth.www-authenticate'],
    around: headers(always, { 'www-authenticate': undefined }),
  },
  {
    name: 'any-token-may-read',
    says: 'a GET with any token is accepted',
    caughtBy: ['scim.auth.wrong-credentials'],
    around: answering(always, (response, { method, headers: { authorization } }) =>
      response.status === 401 && method === 'GET' && authorization !== undefined
        ? { status: 200, headers: {}, body: { schemas: [LIST_RESPONSE_MESSAGE], totalResults: 0, Resources: [] } }
        : response,
    ),
  },
  {
    name: 'anonymous-create-crashes',
    says: 'a POST without credentials returns 500',
    caughtBy: ['scim.auth.anonymous-create', 'scim.exchange.no-server-error'],
    around: failing(401, (response) => restated(response, 500), isCreate),
  },
  {
    name: 'unauthorized-without-body',
    says: 'a 401 has no body',
    caughtBy: ['scim.auth.error-body'],
    around: failing(401, ({ status, headers: fields }) => ({ status, headers: fields })),
  },
  {
    name: 'unauthorized-in-plain-json',
    says: 'the JSON body of a 401 is not a SCIM error',
    caughtBy: ['scim.auth.error-body'],
    around: failing(401, (response) => ({ ...response, body: { message: 'Unauthorized' } })),
  },
  {
    name: 'unauthorized-in-plain-text',
    says: 'the body of a 401 is plain text',
    caughtBy: ['scim.auth.error-body'],
    around: failing(401, ({ status, headers: fields }) => ({
      status,
      headers: { ...fields, 'content-type': 'text/plain' },
      body: 'Unauthorized',
    })),
  },
  {
    name: 'unauthorized-without-schemas',
    says: 'the body of a 401 does not have the Error schema',
    caughtBy: ['scim.auth.error-body'],
    around: failing(401, (response) => ({ ...response, body: { status: '401', detail: 'Unauthorized' } })),
  },
  {
    name: 'unauthorized-status-is-number',
    says: 'status in the body of a 401 is a number',
    caughtBy: ['scim.auth.error-body'],
    around: failing(401, (response) => ({ ...response, body: { ...Object(response.body), status: 401 } })),
  },
  {
    name: 'wrong-token-in-plain-json',
    says: 'the JSON body of a 401 for a wrong token is not a SCIM error',
    caughtBy: ['scim.auth.error-body'],
    around: failing(
      401,
      (response) => ({ ...response, body: { error: 'invalid_token' } }),
      ({ headers: { authorization } }) => authorization !== undefined,
    ),
  },
  {
    name: 'anonymous-may-patch',
    says: 'a PATCH without credentials is applied',
    caughtBy: ['scim.auth.every-method'],
    around: asAdministrator(({ method }) => method === 'PATCH'),
  },
  {
    name: 'anonymous-may-delete',
    says: 'a DELETE without credentials is applied',
    caughtBy: ['scim.auth.every-method'],
    around: asAdministrator(({ method }) => method === 'DELETE'),
  },
  {
    name: 'anonymous-may-read-one',
    says: 'a GET of one user without credentials is accepted',
    caughtBy: ['scim.auth.every-method'],
    around: asAdministrator(isRead),
  },
  {
    name: 'groups-need-no-credentials',
    says: 'requests for groups need no credentials',
    caughtBy: ['scim.auth.every-method'],
    around: asAdministrator(isGroup),
  },
]
