import {
  answerOf,
  type Check,
  defineCheck,
  defineInvariant,
  type Invariant,
  isGatewayPage,
  lastSegment,
  shorten,
} from '../../harness/index.ts'
import { resourcesOf } from '../../mocks/entra/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import { isEntraShaped } from './entra-shaped.ts'

const GUID = 'cf4d78e8-cc4f-4d5d-b8b9-183561c0104a'

/** Checks that the server decodes `+` in a query as a space, because Entra writes spaces that way. */
export const plusForBlanks: Check = defineCheck({
  id: 'entra.probe.plus-for-blanks',
  title: 'A query with + for spaces gets the same response as one with %20',
  requirements: ['entra.probe.encoding'],
  readOnly: true,
  async run({ scim, expect }) {
    for (const blank of ['+', '%20']) {
      const response = await scim.get(`/Users?filter=userName${blank}eq${blank}%22${GUID}%22`)
      expect(response, `the query with spaces encoded as ${blank}`).to.be.answered(200)
      expect(response.resource['totalResults'], `totalResults of the query with spaces encoded as ${blank}`).to.equal(0)
    }
  },
})

/** Checks that the test of the connection also works in tenants that match by externalId. */
export const probeByExternalId: Check = defineCheck({
  id: 'entra.probe.by-external-id',
  title: 'A query for an unknown externalId, as tenants that match by externalId send, returns 200 with an empty list',
  requirements: ['entra.probe.by-external-id'],
  readOnly: true,
  async run({ entra, expect, inapplicable, target }) {
    const isMapped = entra.mapping.matching.some((row) => row.target === 'externalId')
    if (target.observe === 'jumpcloud' && !isMapped) inapplicable('the mapping does not match by externalId')
    const response = await entra.client.probe('/Users', 'externalId')
    expect(response, 'the probe').to.be.answered(200)
    expect(resourcesOf(response), `a ListResponse: ${answerOf(response)}`).to.deep.equal([])
  },
})

/** Checks that a wrong secret token is rejected. */
export const wrongToken: Check = defineCheck({
  id: 'entra.auth.wrong-token',
  title: 'A wrong secret token is rejected with 401',
  requirements: ['entra.auth.wrong-token'],
  dependsOn: ['auth'],
  readOnly: true,
  async run({ scim, expect }) {
    const response = await scim.anonymous.get('/Users', {
      query: { filter: `userName eq "${GUID}"` },
      headers: { authorization: 'Bearer not-the-token-of-this-target' },
    })
    expect(response).to.have.status(401, 403)
  },
})

/** Checks that the server does not require a User-Agent header. */
export const noUserAgent: Check = defineCheck({
  id: 'entra.http.no-user-agent',
  title: 'A request without a User-Agent header is answered like any other',
  requirements: ['entra.http.no-user-agent'],
  readOnly: true,
  async run({ scim, expect }) {
    const response = await scim.get(`/Users?filter=userName%20eq%20%22${GUID}%22`, { headers: { 'user-agent': '' } })
    expect(response).to.have.status(200)
  },
})

/** Checks the members of a ListResponse that Entra reads in the response to a query. */
export const countsAreNumbers: Check = defineCheck({
  id: 'entra.probe.list-response',
  title: 'The response to a query has the ListResponse schema and a number in totalResults',
  requirements: ['entra.probe.list-response'],
  readOnly: true,
  async run({ entra, expect, skip }) {
    const response = await entra.probe()
    // Another check judges a rejected query.
    if (response.status !== 200) skip(`a query without a match was answered ${answerOf(response)}`, 'entra.probe')
    const list = isJsonObject(response.body) ? response.body : {}
    expect(list['schemas'], 'schemas of the list').to.deep.equal(['urn:ietf:params:scim:api:messages:2.0:ListResponse'])
    expect(list['totalResults'], 'totalResults').to.be.a('number')
  },
})

/** Checks that a create returns the id that all later requests use, and a location that can be read. */
export const createAnswersUser: Check = defineCheck({
  id: 'entra.create.answers-user',
  title: "The response to a POST is 201 with the user's id and a location; a GET of each returns the user",
  requirements: ['entra.create.id', 'entra.create.location'],
  async run(context) {
    const { entra, expect, given, requirement, scim } = context
    const sent = await given.userBody()
    const response = await entra.client.create('/Users', sent)
    if (response.status >= 300)
      return context.skip(`a user cannot be created: the POST was answered ${answerOf(response)}`, 'entra.create')
    const user = isJsonObject(response.body) ? response.body : {}
    const id = String(user['id'] ?? '')
    await requirement('entra.create.id', async () => {
      expect(id, 'id in the response to the POST').to.not.equal('')
      const read = await entra.readBack(id)
      expect(read?.['id'], 'id of the user in the response to the GET').to.equal(user['id'])
      const name = String(sent['userName'])
      for (const [one, what] of [
        [user, 'in the response to the POST'],
        [read, 'in the response to a GET of the id'],
      ] as const) {
        const shown = one?.['userName']
        const isAnother = typeof shown === 'string' && shown.toLowerCase() !== name.toLowerCase()
        if (isAnother) expect(shown, `userName ${what}`).to.equal(name)
      }
    })
    const meta = isJsonObject(user['meta']) ? user['meta'] : {}
    const location = meta['location'] ?? response.headers['location']
    if (typeof location !== 'string') return
    await requirement('entra.create.location', async () => {
      expect(lastSegment(location), `the last part of ${location}`).to.equal(id)
      const path = URL.parse(location, `${scim.baseUrl}/`)?.pathname ?? ''
      const base = new URL(scim.baseUrl).pathname.replace(/\/$/, '')
      expect(location, 'the location of the user').to.fit(
        () => path.startsWith(`${base}/`),
        `a URL below ${scim.baseUrl}`,
      )
    })
  },
})

/** Checks that no response is a redirect, for example to a sign-in page. */
export const noRedirect: Invariant = defineInvariant({
  id: 'entra.exchange.no-redirect',
  title: 'No SCIM request is redirected',
  requirements: ['entra.http.no-redirect'],
  when: isEntraShaped,
  holds: ({ status, headers }, expect) =>
    void expect(status, `the status (with location ${headers['location'] ?? 'absent'})`).to.not.be.oneOf([
      301, 302, 303,
    ]),
})

/** Checks that no response has an HTML body. */
export const noHtml: Invariant = defineInvariant({
  id: 'entra.exchange.no-html',
  title: 'No response to a SCIM request is HTML',
  requirements: ['entra.http.no-html'],
  when: (exchange) => isEntraShaped(exchange) && exchange.text.trim() !== '',
  holds: ({ headers, text, status }, expect) => {
    const type = headers['content-type'] ?? ''
    void expect(
      shorten(text, 80),
      `the body of the ${status} response (Content-Type ${type === '' ? 'missing' : type})`,
    ).to.fit(() => !isGatewayPage(headers, text), 'a body that is not HTML')
  },
})

/** Checks that a 429 response has a Retry-After header; whether Entra uses it is not documented. */
export const retryAfter: Invariant = defineInvariant({
  id: 'entra.exchange.retry-after',
  title: 'A 429 has a Retry-After header',
  requirements: ['entra.http.retry-after'],
  when: (exchange) => exchange.status === 429 && isEntraShaped(exchange),
  holds: ({ headers }, expect) => void expect(headers['retry-after'] ?? '', 'Retry-After').to.match(/\S/),
})
