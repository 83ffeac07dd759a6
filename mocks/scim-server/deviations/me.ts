import { USER_SCHEMA } from '../../protocol/index.ts'
import type { Deviation } from './deviation.ts'
import { on } from './request-conditions.ts'
import { answering, bodies, headers } from './rewriters.ts'

const isMe = on('GET', /^\/Me\/?$/)

/** Deviations in the alias /Me (RFC 7644 §3.11). */
export const meDeviations: readonly Deviation[] = [
  {
    name: 'me-missing',
    says: 'GET /Me returns 405, although the credentials belong to a User',
    caughtBy: ['scim.me.answer'],
    around: answering(isMe, () => ({ status: 405, headers: {} })),
  },
  {
    name: 'me-redirects-to-unknown-user',
    says: 'GET /Me returns 308 to an unknown User',
    caughtBy: ['scim.me.redirect'],
    around: answering(isMe, (_response, { base }) => ({ status: 308, headers: { location: `${base}/Users/nobody` } })),
  },
  {
    name: 'me-is-its-own-location',
    says: 'Location of GET /Me is /Me itself',
    caughtBy: ['scim.me.alias'],
    around: async (request, serve) => headers(isMe, { location: `${request.base}/Me` })(request, serve),
  },
  {
    name: 'me-returns-name-in-token',
    says: 'GET /Me returns the name in the token, not the current name of the User',
    caughtBy: ['scim.me.alias'],
    around: bodies(isMe, (body) => ({ ...body, displayName: 'Token of old' })),
  },
  {
    name: 'me-without-credentials',
    says: 'GET /Me without credentials returns a User',
    caughtBy: ['scim.me.anonymous'],
    around: answering(isMe, (response) =>
      response.status === 401
        ? { status: 200, headers: {}, body: { schemas: [USER_SCHEMA], id: 'anonymous', userName: 'anonymous' } }
        : response,
    ),
  },
]
