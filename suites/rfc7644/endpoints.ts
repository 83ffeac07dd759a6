import { type Check, defineCheck } from '../../harness/index.ts'
import { isJsonObject, LIST_RESPONSE_MESSAGE, type ResourceTypeDefinition } from '../../mocks/protocol/index.ts'

/**
 * Returns the endpoint of a resource type below the base URL, such as `/Users`. Some servers write it as an absolute
 * URL, from the root of the host, or without the slash.
 */
function endpointOf({ endpoint }: ResourceTypeDefinition, baseUrl: string): string {
  const { pathname } = new URL(baseUrl)
  const prefix = [baseUrl, pathname].find((start) => start !== '/' && endpoint.startsWith(`${start}/`)) ?? ''
  const path = endpoint.slice(prefix.length)
  return `/${path.replaceAll(/^\/+|\/+$/g, '')}`
}

/** Checks the endpoints of Users and Groups (RFC 7644 §3.2). */
export const usersAndGroups: Check = defineCheck({
  id: 'scim.endpoint.users-and-groups',
  title: '/Users and /Groups exist and are the endpoints of User and Group',
  requirements: ['rfc7644-3.2-01'],
  readOnly: true,
  async run({ scim, expect, target, skip }) {
    const types = target.resourceTypes.filter(({ name }) => name === 'User' || name === 'Group')
    if (types.length === 0)
      skip('/ResourceTypes cannot be read, or lists neither User nor Group', 'discovery.resource-types')
    for (const type of types) {
      const endpoint = endpointOf(type, target.baseUrl)
      // A lower-case first letter is accepted as the same name.
      const isSmall = endpoint === `/${type.name.charAt(0).toLowerCase()}${type.name.slice(1)}s`
      if (!isSmall)
        expect(endpoint, `path of the endpoint ${JSON.stringify(type.endpoint)} of ${type.name}`).to.equal(
          `/${type.name}s`,
        )
      const response = await scim.get(endpoint, { query: { count: 1 } })
      // A server may refuse to list all users, with tooMany (RFC 7644 §3.4.2).
      if (response.status !== 400) expect(response).to.have.status(200)
    }
  },
})

/** Matches the endpoints whose names RFC 7644 §3.2 gives; not all of them are plurals. */
const GIVEN = /^\/(?:ServiceProviderConfigs?|ResourceTypes|Schemas|Bulk|Me)$/i

/** Checks that the endpoints of other types are their names in the plural (RFC 7644 §3.2). */
export const plurals: Check = defineCheck({
  id: 'scim.endpoint.plural',
  title: 'The endpoint of another resource type is the plural of its name',
  requirements: ['rfc7644-3.2-02'],
  readOnly: true,
  run({ expect, target, inapplicable }) {
    const others = target.resourceTypes.filter(
      (type) => type.name !== 'User' && type.name !== 'Group' && !GIVEN.test(endpointOf(type, target.baseUrl)),
    )
    if (others.length === 0) inapplicable('the server has only the resource types User and Group')
    for (const type of others) {
      const { name } = type
      const plural = [`${name}s`, `${name}es`, `${name.replace(/y$/, 'ie')}s`].map((one) => `/${one}`.toLowerCase())
      expect(plural, `plurals of ${name}`).to.include(endpointOf(type, target.baseUrl).toLowerCase())
    }
  },
})

const NOT_THERE = [404, 405, 501]

/** Checks the methods that endpoints support, on resources that the check creates (RFC 7644 §3.2). */
export const methods: Check = defineCheck({
  id: 'scim.endpoint.methods',
  title: 'The endpoints of Users and Groups accept GET, POST and DELETE',
  requirements: ['rfc7644-3.2-04'],
  async run({ scim, given, expect, target }) {
    // Throws Skipped if no User can be created, which another check reports.
    const user = await given.userBody()
    for (const type of target.capabilities.groups ? ['User', 'Group'] : ['User']) {
      const endpoint = target.endpoint(type)
      const created = await scim.post(endpoint, type === 'User' ? user : given.groupBody())
      expect(created).to.not.have.status(...NOT_THERE)
      expect(await scim.get(endpoint, { query: { count: 1 } })).to.not.have.status(...NOT_THERE)
      if (!created.isSuccess || created.body === undefined) continue
      for (const response of [await scim.get(created.resource), await scim.delete(created.resource)])
        expect(response).to.not.have.status(...NOT_THERE)
    }
  },
})

/** Checks that /Schemas does not list the schemas of messages (RFC 7644 §3.1). */
export const noMessageSchemas: Check = defineCheck({
  id: 'scim.endpoint.no-message-schemas',
  title: '/Schemas does not list the schemas of messages',
  requirements: ['rfc7644-3.1-03'],
  readOnly: true,
  async run({ scim, expect, target }) {
    const listed = [...target.schemas.keys()].filter((urn) => urn.toLowerCase().startsWith('urn:ietf:params:scim:api:'))
    expect(listed, 'schemas of messages in /Schemas').to.deep.equal([])
    const response = await scim.get(`/Schemas/${LIST_RESPONSE_MESSAGE}`)
    // A server that returns another document for an unknown id does not return a message schema either.
    const shown = response.isSuccess && isJsonObject(response.body) ? response.body['id'] : undefined
    expect(shown, `id in the response to ${response.describe()}`).to.not.equal(LIST_RESPONSE_MESSAGE)
  },
})
