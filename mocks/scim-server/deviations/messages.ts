import type { Deviation } from './deviation.ts'
import { withBody } from './message-parts.ts'
import { always, isCreate, isPut, isQuery, isRead } from './request-conditions.ts'
import { bodies, headers, refusing, sending, succeeding } from './rewriters.ts'

/** Deviations in the form of all messages (RFC 7644 §3.1, §3.2, §3.8). */
export const messageDeviations: readonly Deviation[] = [
  {
    name: 'read-not-json',
    says: "the body of a GET begins with )]}' before the JSON, as a protection against being run as a script",
    caughtBy: ['scim.exchange.json-body'],
    around: succeeding(isRead, (response) => withBody(response, `)]}',${JSON.stringify(response.body)}`)),
  },
  {
    name: 'list-of-scim-1',
    says: 'a list has the schema of SCIM 1.1 in addition to its own',
    caughtBy: ['scim.exchange.message-namespace'],
    around: bodies(isQuery, (body) => ({
      ...body,
      schemas: [...[body['schemas'] ?? []].flat(), 'urn:scim:schemas:core:1.0'],
    })),
  },
  {
    name: 'utf-8-read-as-latin-1',
    says: 'bodies without a charset are read as ISO 8859-1',
    caughtBy: ['scim.media-type.utf-8'],
    around: sending(isCreate, (body) =>
      Object.fromEntries(
        Object.entries(body).map(([name, value]) => [
          name,
          typeof value === 'string' ? Buffer.from(value, 'utf8').toString('latin1') : value,
        ]),
      ),
    ),
  },
  {
    name: 'accept-json-refused',
    says: 'Accept: application/json returns 406',
    caughtBy: ['scim.media-type.accept-json'],
    around: refusing(({ headers: { accept } }) => accept === 'application/json', 406, 'ask for application/scim+json'),
  },
  {
    name: 'default-type-is-plain-text',
    says: 'without Accept, the Content-Type of the response is text/plain',
    caughtBy: ['scim.media-type.default'],
    around: async (request, serve) => {
      const { accept = '*/*' } = request.headers
      const asText = headers(always, { 'content-type': 'text/plain; charset=utf-8' })
      return accept === '*/*' ? asText(request, serve) : serve(request)
    },
  },
  {
    name: 'put-media-type-refused',
    says: 'PUT as application/scim+json returns 415',
    caughtBy: ['scim.media-type.content-type'],
    around: refusing(isPut, 415, 'application/json is expected'),
  },
  {
    name: 'suffix-crashes',
    says: 'a path that ends in .scim returns 500',
    caughtBy: ['scim.media-type.suffix'],
    around: refusing(({ path }) => path.endsWith('.scim'), 500, 'no handler for .scim'),
  },
]
