import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { isJsonObject, type JsonObject, SERVICE_PROVIDER_CONFIG_SCHEMA } from '../../mocks/protocol/index.ts'
import { aSharedUser, sharedUsers } from '../support/index.ts'
import { document } from './support/discovery.ts'
import { isAbsoluteUri } from './support/values.ts'

const PATH = '/ServiceProviderConfig'

/** Checks that ServiceProviderConfig names its schema (RFC 7643 §5). */
export const configSchema: Check = defineCheck({
  id: 'scim.config.schema',
  title: 'ServiceProviderConfig lists its schema in schemas',
  requirements: ['rfc7643-5-01'],
  readOnly: true,
  async run(context) {
    const { body } = await document(context, PATH)
    context.expect(body['schemas'], 'schemas').to.be.an('array').that.includes(SERVICE_PROVIDER_CONFIG_SCHEMA)
  },
})

const FEATURES = [
  { name: 'patch', present: 'rfc7643-5-05', supported: 'rfc7643-5-06' },
  { name: 'bulk', present: 'rfc7643-5-07', supported: 'rfc7643-5-08' },
  { name: 'filter', present: 'rfc7643-5-11', supported: 'rfc7643-5-12' },
  { name: 'changePassword', present: 'rfc7643-5-14', supported: 'rfc7643-5-14' },
  { name: 'sort', present: 'rfc7643-5-15', supported: 'rfc7643-5-15' },
  { name: 'etag', present: 'rfc7643-5-16', supported: 'rfc7643-5-16' },
] as const

/** Checks each feature that ServiceProviderConfig must state. */
export const configFeatures: readonly Check[] = FEATURES.map(({ name, present, supported }) =>
  defineCheck({
    id: `scim.config.states-${name.toLowerCase()}`,
    title: `ServiceProviderConfig has a boolean that says whether ${name} is supported`,
    requirements: [...new Set([present, supported, 'rfc7643-2.3.2-01'])],
    readOnly: true,
    async run(context) {
      const { expect, requirement } = context
      const { body } = await document(context, PATH)
      const feature = body[name]
      await requirement(present, () => expect(feature, name).to.be.an('object'))
      if (!isJsonObject(feature)) return
      const { supported: value } = feature
      await requirement(supported, () => expect(value, `${name}.supported`).to.not.be.oneOf([undefined, null]))
      if (value === undefined || value === null) return
      await requirement(supported, () => expect(value, `${name}.supported`).to.be.a('boolean'))
      await requirement('rfc7643-2.3.2-01', () => expect(value, `${name}.supported`).to.be.a('boolean'))
    },
  }),
)

const LIMITS = [
  { feature: 'bulk', name: 'maxOperations', id: 'rfc7643-5-09' },
  { feature: 'bulk', name: 'maxPayloadSize', id: 'rfc7643-5-10' },
  { feature: 'filter', name: 'maxResults', id: 'rfc7643-5-13' },
] as const

/** Checks each limit, including its notation in the JSON of the response. */
export const configLimits: readonly Check[] = LIMITS.map(({ feature, name, id }) =>
  defineCheck({
    id: `scim.config.limit-${name.toLowerCase()}`,
    title: `ServiceProviderConfig has ${feature}.${name} as an integer`,
    requirements: [id, 'rfc7643-2.3.4-01'],
    readOnly: true,
    async run(context) {
      const { expect, requirement, warn } = context
      const { body, response } = await document(context, PATH)
      const { [name]: value, supported } = isJsonObject(body[feature]) ? body[feature] : {}
      // A missing limit is harmless if the feature does not exist.
      if (value === undefined && supported === false)
        return warn(`${feature}.${name} is missing; it is REQUIRED even if ${feature} is not supported`)
      await requirement(id, () => expect(value, `${feature}.${name}`).to.fit(Number.isInteger, 'an integer'))
      if (typeof value !== 'number') return
      if (value < 0) warn(`${feature}.${name} is negative: ${value}`)
      const token = new RegExp(`"${name}"\\s*:\\s*([-+0-9.eE]+)`).exec(response.text)?.[1]
      if (token !== undefined)
        await requirement('rfc7643-2.3.4-01', () =>
          expect(token, `${feature}.${name} in the JSON of the response`).to.match(/^-?(?:0|[1-9]\d*)$/),
        )
    },
  }),
)

/** Checks that a response contains at most filter.maxResults resources (RFC 7643 §5). */
export const maxResultsIsLimit: Check = defineCheck({
  id: 'scim.config.max-results-holds',
  title: 'A filtered list has at most filter.maxResults resources',
  requirements: ['rfc7643-5-13'],
  dependsOn: ['filter'],
  async run(context) {
    const { scim, expect, target, inapplicable, skip } = context
    const { filter } = target.serviceProviderConfig ?? {}
    const most = isJsonObject(filter) ? filter['maxResults'] : undefined
    if (typeof most !== 'number' || most <= 0) inapplicable('filter.maxResults is not a limit')
    const users = await sharedUsers(context, 2)
    const clauses = users.map(({ userName }) => `userName eq ${JSON.stringify(userName)}`)
    const response = await scim.query(target.endpoint('User'), clauses.join(' or '))
    if (!response.isSuccess) skip(`the filter is rejected: ${response.describe()}`, 'filter.or')
    expect(response.resources.length, 'Resources').to.be.at.most(Number(most))
  },
})

const isUrl = (value: unknown): boolean => value === undefined || value === null || isAbsoluteUri(value)

/** Checks the entries of authenticationSchemes (RFC 7643 §5). */
export const authenticationSchemes: Check = defineCheck({
  id: 'scim.config.authentication-schemes',
  title: 'ServiceProviderConfig lists authentication schemes, each with type, name and description',
  requirements: ['rfc7643-5-17', 'rfc7643-5-18', 'rfc7643-5-19', 'rfc7643-5-20', 'rfc7643-5-21'],
  readOnly: true,
  async run(context) {
    const { expect, requirement, warn } = context
    const { body } = await document(context, PATH)
    const schemes = body['authenticationSchemes']
    await requirement('rfc7643-5-17', () => {
      expect(schemes, 'authenticationSchemes').to.be.an('array')
      for (const scheme of schemes as unknown[]) expect(scheme, 'an authentication scheme').to.be.an('object')
    })
    if (!Array.isArray(schemes)) return
    if (schemes.length === 0) warn('authenticationSchemes is empty')
    for (const scheme of schemes.filter(isJsonObject)) {
      await requirement('rfc7643-5-18', () => expect(scheme['type'], 'type').to.be.a('string').that.is.not.empty)
      if (typeof scheme['type'] === 'string' && !SCHEME_TYPES.has(scheme['type']))
        warn(
          `the type ${JSON.stringify(scheme['type'])} of an authentication scheme is not one of ${[...SCHEME_TYPES].join(', ')}`,
        )
      await requirement('rfc7643-5-19', () => expect(scheme['name'], 'name').to.be.a('string').that.is.not.empty)
      await requirement('rfc7643-5-20', () => expect(scheme['description'], 'description').to.be.a('string'))
      await requirement('rfc7643-5-21', () => {
        for (const name of ['specUri', 'documentationUri']) expect(scheme[name], name).to.fit(isUrl, 'a URL')
      })
    }
  },
})

const SCHEME_TYPES = new Set(['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'])

/** Checks that documentationUri is a URL (RFC 7643 §5). */
export const configDocumentation: Check = defineCheck({
  id: 'scim.config.documentation-uri',
  title: 'documentationUri of ServiceProviderConfig, if present, is a URL',
  requirements: ['rfc7643-5-04'],
  readOnly: true,
  async run(context) {
    const { body } = await document(context, PATH)
    const uri = body['documentationUri']
    context
      .expect(uri, 'documentationUri')
      .to.fit((value) => isUrl(value) && (typeof value !== 'string' || /^https?:/i.test(value)), 'an http URL')
  },
})

/** Checks that a client can read the authentication schemes before it authenticates (RFC 7643 §5). */
export const configWithoutCredentials: Check = defineCheck({
  id: 'scim.config.without-credentials',
  title: 'GET of ServiceProviderConfig works without credentials, so that clients learn how to authenticate',
  requirements: ['rfc7643-5-22'],
  dependsOn: ['auth'],
  readOnly: true,
  async run(context) {
    const { scim, expect, target, inapplicable } = context
    if (target.serviceProviderConfig === undefined) inapplicable('the server has no ServiceProviderConfig')
    await document(context, PATH)
    expect(await scim.anonymous.get(PATH)).to.have.status(200)
  },
})

type Attempt = (context: CheckContext) => Promise<{ status: number; describe(): string }>

const attempts: Readonly<Record<string, Attempt>> = {
  patch: async ({ scim, given }) => {
    const user = await given.user()
    return scim.patch(user, [{ op: 'replace', path: 'userName', value: String(user['userName']) }])
  },
  filter: async ({ scim, given, target }) =>
    scim.query(target.endpoint('User'), `userName eq "${given.unique('no-user')}"`),
  sort: async ({ scim, target }) => scim.get(target.endpoint('User'), { query: { sortBy: 'userName', count: 1 } }),
  bulk: async ({ scim, given, target }) =>
    scim.post('/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'POST', path: target.endpoint('User'), bulkId: given.unique('user'), data: await given.userBody() },
      ],
    }),
  etag: async ({ scim, once }) => {
    const user = await aSharedUser({ once })
    const shown = await scim.get(user)
    const tag = shown.headers['etag']
    return tag === undefined ? shown : scim.get(user, { headers: { 'if-none-match': tag } })
  },
}

/** Checks that each advertised feature works. */
export const advertisedFeatures: readonly Check[] = Object.entries(attempts).map(([name, attempt]) =>
  defineCheck({
    id: `scim.config.${name}-is-there`,
    title: `If the server advertises ${name}, it implements ${name}`,
    requirements: ['rfc7643-5-23'],
    dependsOn: [name as 'patch' | 'filter' | 'sort' | 'bulk' | 'etag'],
    async run(context) {
      const { target, expect, skip, inapplicable } = context
      if (!isAdvertised(target.serviceProviderConfig, name)) inapplicable(`${name} is not advertised`)
      const response = await attempt(context)
      if (name === 'filter' && response.status === 403)
        skip(`the server rejects personal data in URLs (RFC 7644 §7.5.2): ${response.describe()}`, 'filter-forbidden')
      const absent = name === 'filter' ? [400, 404, 405, 501] : [404, 405, 501]
      expect(response, `${name} is advertised`).to.not.be.answered(...absent)
    },
  }),
)

function isAdvertised(config: JsonObject | undefined, name: string): boolean {
  const feature = config?.[name]
  return isJsonObject(feature) && feature['supported'] === true
}
