import type { Check, CheckContext, QuotedRequest } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, type JsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { aUser, defineQuirks, expectAllSucceeded, type Quirk, type Setup, uniqueNames } from './quirk.ts'

const TUT = 'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups'
const gh = (path: string): string => `https://github.com/${path}`

/** Builds a POST of a minimal user with some overrides. */
function post(overrides: JsonObject, headers?: Readonly<Record<string, string>>): QuotedRequest {
  const body = {
    schemas: [USER_SCHEMA],
    userName: '{userName}',
    active: true,
    displayName: 'Jane Doe',
    emails: [{ primary: true, type: 'work', value: '{unique}@contoso.example' }],
    ...overrides,
  }
  return { method: 'POST', path: '/Users', body, ...(headers === undefined ? {} : { headers }) }
}

const CANONICAL: JsonObject = {
  schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
  externalId: '{unique}',
  userName: '{userName}',
  active: true,
  displayName: 'Jane Doe',
  title: 'Engineer',
  preferredLanguage: 'en-US',
  addresses: [
    {
      type: 'work',
      formatted: '18/2111',
      streetAddress: '1 Main',
      locality: 'Oslo',
      region: 'OS',
      postalCode: '0150',
      country: 'NO',
    },
  ],
  emails: [{ primary: true, type: 'work', value: '{unique}@contoso.example' }],
  phoneNumbers: [
    { type: 'work', value: '+1 555' },
    { type: 'mobile', value: '+1 556' },
  ],
  meta: { resourceType: 'User' },
  name: { formatted: 'Jane Doe', familyName: 'Doe', givenName: 'Jane' },
  roles: [],
  [ENTERPRISE_USER_SCHEMA]: { employeeNumber: '{unique}', department: 'R&D' },
}

const creates: Quirk['verify'] = async (context, _names, answers) => {
  expectAllSucceeded(context, answers)
  for (const answer of answers.filter(({ request }) => request.method === 'POST'))
    context.expect(answer).to.have.status(200, 201)
}

/** Asserts a property of the user that the first request created. */
const created =
  (attribute: string, wanted: (names: Parameters<Quirk['verify']>[1]) => unknown): Quirk['verify'] =>
  async (context, names, answers) => {
    expectAllSucceeded(context, answers)
    const user = await context.entra.readBack(answers[0]?.id ?? '')
    context.expect(user?.[attribute], attribute).to.deep.equal(wanted(names))
  }

const conflict: Quirk['verify'] = async ({ expect, note }, _names, answers) => {
  const [first, second] = answers
  expect(first).to.be.success()
  expect(second).to.have.status(409)
  const { scimType, status } = second?.resource ?? {}
  expect(String(status), 'status in the body').to.equal('409')
  if (scimType !== 'uniqueness') note(`scimType of the error: ${scimType === undefined ? 'none' : String(scimType)}`)
}

/** Provides the e-mail address of an existing user. */
const existingAddress: Setup = async (context) => {
  const names = await uniqueNames(context)
  const { unique = '' } = names
  const emails = [{ primary: true, type: 'work', value: `${unique}@contoso.example` }]
  const before = await context.scim.post('/Users', await context.given.userBody({ emails, displayName: 'Was first' }))
  return before.isSuccess ? { ...names, user: before.id } : context.skip('a user cannot be created', 'entra.create')
}

async function wasFirst({ entra }: CheckContext, id: string): Promise<unknown> {
  return (await entra.readBack(id))?.['displayName']
}

/** Checks creates that were quoted from public sources. */
export const createQuirks: readonly Check[] = defineQuirks([
  {
    name: 'create-documented',
    title:
      "The sample POST of Microsoft's documentation, with meta, roles and the enterprise extension, creates the user",
    source: TUT,
    requirement: 'entra.create.default-attributes',
    setup: uniqueNames,
    requests: [{ method: 'POST', path: '/Users', body: CANONICAL }],
    verify: creates,
  },
  {
    name: 'create-with-nulls',
    title: 'A POST with null for attributes without a value creates the user',
    source: TUT,
    requirement: 'entra.create.nulls',
    setup: uniqueNames,
    requests: [post({ title: null, preferredLanguage: null, addresses: null, phoneNumbers: null, nickName: null })],
    verify: creates,
  },
  {
    name: 'create-active-text',
    title: 'A POST with active "True" creates an active user',
    source: gh('AzureAD/SCIMReferenceCode/issues/21'),
    requirement: 'entra.create.active-text',
    setup: uniqueNames,
    requests: [post({ active: 'True' })],
    verify: created('active', () => true),
  },
  {
    name: 'create-unlisted-locality',
    title: 'A POST with an address part that the server does not store creates the user',
    source: gh('kortix-ai/suna/pull/7302'),
    requirement: 'entra.create.unlisted-ignored',
    setup: uniqueNames,
    requests: [post({ addresses: [{ type: 'work', locality: 'Oslo' }] })],
    verify: creates,
  },
  {
    name: 'create-primary',
    title: 'A POST with a primary e-mail address creates the user',
    source: gh('simpleidserver/SimpleIdServer/issues/733'),
    requirement: 'entra.create.default-attributes',
    setup: uniqueNames,
    requests: [post({})],
    verify: creates,
  },
  {
    name: 'create-custom-extension',
    title: 'A POST with an extension that schemas does not list creates the user',
    source: 'https://learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes',
    requirement: 'entra.create.custom-extension',
    setup: uniqueNames,
    requests: [
      post({ 'urn:ietf:params:scim:schemas:extension:2.0:CustomExtensionName:User': { CustomAttribute: 'x' } }),
    ],
    verify: creates,
  },
  {
    name: 'create-external-id',
    title: 'externalId of a POST is returned unchanged',
    source: gh('scimmyjs/scimmy/issues/57'),
    requirement: 'entra.create.external-id',
    setup: async (context) => {
      const isMapped = context.entra.mapping.mapping.attributeMappings.some(
        ({ targetAttributeName }) => targetAttributeName === 'externalId',
      )
      if (context.target.observe === 'jumpcloud' && !isMapped)
        context.inapplicable('the mapping has no externalId, and JumpCloud has no property for it')
      return uniqueNames(context)
    },
    requests: [post({ externalId: '{unique}' })],
    verify: created('externalId', ({ unique }) => unique),
  },
  {
    name: 'create-location',
    title: 'A GET of meta.location returns the created user',
    source: gh('wso2/charon/issues/127'),
    requirement: 'entra.create.location',
    setup: uniqueNames,
    requests: [post({})],
    verify: async (context, _names, answers) => {
      expectAllSucceeded(context, answers)
      const [answer] = answers
      const location = answer?.resource.meta?.location ?? answer?.headers['location']
      if (location === undefined) return context.note('the response has no location')
      const { origin } = new URL(context.scim.baseUrl)
      const url = new URL(location, `${context.scim.baseUrl}/`)
      context.expect(url.origin, `origin of ${location}`).to.equal(origin)
      const read = await context.scim.get(url.href)
      context.expect(read).to.have.status(200)
      context.expect(read.resource.id, 'id of the user at the location').to.equal(answer?.id)
    },
  },
  {
    name: 'create-twice',
    title: 'Sending the same POST again is rejected with 409 and a SCIM error',
    source: gh('sourcegraph/sourcegraph-public-snapshot/issues/48353'),
    requirement: 'entra.create.conflict-409',
    setup: uniqueNames,
    requests: [post({}), post({})],
    verify: conflict,
  },
  {
    name: 'create-told-conflict',
    title: 'The 409 for a duplicate has scimType uniqueness',
    source: gh('getsentry/sentry/issues/117860'),
    requirement: 'entra.create.conflict-409',
    setup: uniqueNames,
    requests: [post({}), post({})],
    verify: async (context, names, answers) => {
      await conflict(context, names, answers)
      const scimType = answers[1]?.resource['scimType']
      if (scimType !== 'uniqueness')
        context.warn(
          `scimType of the error is ${scimType === undefined ? 'absent' : String(scimType)}; expected uniqueness`,
        )
    },
  },
  {
    name: 'create-adopts-nobody',
    title: 'A POST with the e-mail address of another user does not change that user',
    source: gh('intuitem/ciso-assistant-community/pull/4658'),
    requirement: 'entra.create.one-only',
    setup: existingAddress,
    requests: [post({ displayName: 'Came second' })],
    verify: async (context, names) => {
      const { user = '' } = names
      context.expect(await wasFirst(context, user), 'displayName of the first user').to.equal('Was first')
    },
  },
])

/** Checks quoted requests whose difficulty is not in the body. */
export const httpQuirks: readonly Check[] = defineQuirks([
  {
    name: 'no-user-agent',
    title: 'A request without User-Agent is answered like any other',
    source: gh('kortix-ai/suna/pull/7297'),
    requirement: 'entra.http.no-user-agent',
    // A server that blocks such requests accepts those of the harness, which have a User-Agent.
    setup: async ({ given }) => ({ user: (await given.user()).id }),
    requests: [{ method: 'GET', path: '/Users/{user}', headers: { 'user-agent': '' } }],
    verify: async (context, _names, answers) => expectAllSucceeded(context, answers),
  },
  {
    name: 'adscimversion',
    title: 'A request with the header ADSCIMVersion: 6.0 is answered like any other',
    source: gh('getsentry/self-hosted/issues/2280'),
    requirement: 'entra.http.adscimversion',
    setup: aUser,
    requests: [{ method: 'GET', path: '/Users/{user}', headers: { adscimversion: '6.0' } }],
    verify: async (context, _names, answers) => expectAllSucceeded(context, answers),
  },
  {
    name: 'flag-in-query',
    title: 'The query parameter aadOptscim062020 in a request is ignored',
    source: gh('MicrosoftDocs/azure-docs/issues/73841'),
    requirement: 'entra.http.flag-in-query',
    setup: aUser,
    requests: [{ method: 'GET', path: '/Users/{user}?aadOptscim062020' }],
    verify: async (context, _names, answers) => expectAllSucceeded(context, answers),
  },
  {
    name: 'plain-json',
    title: 'A POST with Content-Type application/json creates the user',
    source: gh('scimmyjs/scimmy-routers/pull/22'),
    requirement: 'entra.http.plain-json',
    setup: uniqueNames,
    requests: [post({}, { 'content-type': 'application/json' })],
    verify: creates,
  },
  {
    name: 'read-is-no-redirect',
    title: 'GET of a user returns the user, not a redirect',
    source: gh('limosa-io/laravel-scim-server/issues/148'),
    requirement: 'entra.http.no-redirect',
    setup: aUser,
    requests: [{ method: 'GET', path: '/Users/{user}' }],
    verify: async (context, _names, answers) => expectAllSucceeded(context, answers),
  },
])
