import { type Check, type CheckContext, defineCheck, type ScimResponse, segmentOf } from '../../harness/index.ts'
import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { abilityOfDocument, schemaPath, stringAt } from '../support/index.ts'

/** Checks that the service provider configuration can be read and is valid (RFC 7644 §4). */
export const serviceProviderConfig: Check = defineCheck({
  id: 'scim.discovery.service-provider-config',
  title: 'GET /ServiceProviderConfig returns a valid configuration',
  requirements: ['rfc7644-4-01', 'rfc7644-4-09'],
  readOnly: true,
  async run({ scim, expect, requirement }) {
    const response = await scim.get('/ServiceProviderConfig')
    await requirement('rfc7644-4-09', () => expect(response).to.have.status(200))
    if (response.status !== 200) return
    await requirement('rfc7644-4-01', () => expect(response).to.be.scimResource('ServiceProviderConfig'))
  },
})

/** Checks that the resource types can be read and are valid (RFC 7644 §4). */
export const resourceTypes: Check = defineCheck({
  id: 'scim.discovery.resource-types',
  title: 'GET /ResourceTypes returns a list of valid resource types',
  requirements: ['rfc7644-4-04', 'rfc7644-4-09'],
  readOnly: true,
  async run({ scim, expect, requirement }) {
    const response = await scim.get('/ResourceTypes')
    await requirement('rfc7644-4-09', () => expect(response).to.have.status(200))
    if (response.status !== 200) return
    await requirement('rfc7644-4-04', () => {
      expect(response).to.be.scimList()
      for (const type of response.resources) expect(type).to.be.scimResource('ResourceType')
      expect(response.resources.length, 'number of resource types in the list').to.be.above(0)
    })
  },
})

const TYPES = [
  { type: 'User', path: '/Users' },
  { type: 'Group', path: '/Groups' },
] as const

/** Checks that /ResourceTypes lists each type that the server has. */
export const typesAreListed: readonly Check[] = TYPES.map(({ type, path }) =>
  defineCheck({
    id: `scim.discovery.lists-${type.toLowerCase()}`,
    title: `/ResourceTypes lists ${type} if ${path} accepts POST`,
    requirements: ['rfc7644-4-04'],
    async run(context) {
      const { scim, given, expect, inapplicable } = context
      const listed = await list(context, '/ResourceTypes')
      if (listed.length === 0) context.skip('/ResourceTypes returns an empty list', 'scim.discovery.resource-types')
      if (listed.some(({ name, endpoint }) => name === type || String(endpoint).endsWith(path))) return
      const made = await scim.post(path, type === 'User' ? await given.userBody() : given.groupBody())
      if (!made.isSuccess) inapplicable(`${path} does not accept a ${type}: ${made.describe()}`)
      expect(
        listed.map(({ name }) => name),
        `names of the resource types, after ${made.describe()}`,
      ).to.include(type)
    },
  }),
)

/** Checks that the schemas can be read and are valid (RFC 7644 §4). */
export const schemas: Check = defineCheck({
  id: 'scim.discovery.schemas',
  title: 'GET /Schemas returns a list of valid schemas',
  requirements: ['rfc7644-4-02', 'rfc7644-4-09', 'rfc7643-7-04', 'rfc7643-7-07'],
  readOnly: true,
  async run({ scim, expect, requirement }) {
    const response = await scim.get('/Schemas')
    await requirement('rfc7644-4-09', () => expect(response).to.have.status(200))
    if (response.status !== 200) return
    await requirement('rfc7644-4-02', () => {
      expect(response).to.be.scimList()
      expect(response.resources.length, 'number of schemas in the list').to.be.above(0)
    })
    for (const schema of response.resources) {
      await requirement('rfc7643-7-04', () => expect(schema.id, 'id of a schema').to.match(/^urn:/))
      await requirement('rfc7643-7-07', () => expect(schema).to.be.scimResource('Schema'))
    }
  },
})

/** Checks that an unknown schema is not found (RFC 7644 §4). */
export const unknownSchema: Check = defineCheck({
  id: 'scim.discovery.unknown-schema',
  title: 'GET of an unknown schema returns 404',
  requirements: ['rfc7644-4-08'],
  readOnly: true,
  dependsOn: ['discovery.schema-by-uri'],
  async run({ scim, expect, given }) {
    expect(await scim.get(`/Schemas/urn:example:${given.unique('unknown')}`)).to.have.status(404)
  },
})

/** Reads a discovery list. Skips the check if it cannot be read, which a check above reports. */
async function list({ scim, skip }: CheckContext, path: string): Promise<JsonObject[]> {
  const response = await scim.get(path)
  if (response.status !== 200 || !isJsonObject(response.body))
    skip(`${path} cannot be read: ${response.describe()}`, abilityOfDocument(path))
  return response.resources
}

const namesIn = (schema: JsonObject): unknown[] =>
  (Array.isArray(schema['attributes']) ? schema['attributes'] : []).map((one) =>
    isJsonObject(one) ? one['name'] : one,
  )

/** Checks that a single schema can be read by its URN (RFC 7644 §4). */
export const schemaByUri: Check = defineCheck({
  id: 'scim.discovery.schema-by-uri',
  title: 'GET /Schemas/{URI} returns the same schema as the list',
  requirements: ['rfc7644-4-03', 'rfc7644-4-05'],
  readOnly: true,
  decides: { ability: 'discovery.schema-by-uri', requirement: 'rfc7644-4-05' },
  async run(context) {
    const { scim, expect, requirement, inapplicable } = context
    const [schema] = await list(context, '/Schemas')
    if (schema === undefined || typeof schema['id'] !== 'string') inapplicable('/Schemas lists no schema')
    const response = await scim.get(schemaPath(String(schema?.['id'])))
    await requirement('rfc7644-4-03', () => expect(response).to.have.status(200))
    if (response.status !== 200) return
    await requirement('rfc7644-4-05', () =>
      expect(response.resource['totalResults'], 'totalResults in the response to a GET of one schema').to.equal(
        undefined,
      ),
    )
    if (response.resource['totalResults'] !== undefined) return
    await requirement('rfc7644-4-03', () => {
      expect(response.resource.id, 'id').to.equal(schema?.['id'])
      expect(namesIn(response.resource), 'names of the attributes of the schema').to.have.members(namesIn(schema ?? {}))
    })
  },
})

/** Checks that a single resource type can be read (RFC 7644 §4). */
export const singleResourceType: Check = defineCheck({
  id: 'scim.discovery.resource-type-alone',
  title: 'GET of one resource type returns an object, not a list',
  requirements: ['rfc7644-4-05'],
  readOnly: true,
  async run(context) {
    const { expect, inapplicable, warn } = context
    const [type] = await list(context, '/ResourceTypes')
    if (type === undefined) inapplicable('/ResourceTypes lists no resource type')
    const response = await readSingle(context, type ?? {})
    if (response === undefined) {
      warn(`a GET of the resource type ${String(type?.['name'])} by meta.location, id or name does not return it`)
      return
    }
    expect(response.resource['totalResults'], 'totalResults in the response to a GET of one resource type').to.equal(
      undefined,
    )
    expect(response.resource['name'], 'name').to.equal(type?.['name'])
  },
})

/** Reads a resource type by its location, its id or its name, because the id is optional (RFC 7643 §6). */
async function readSingle({ scim, target }: CheckContext, type: JsonObject): Promise<ScimResponse | undefined> {
  const location = stringAt(type, 'meta.location')
  const names = [type['id'], type['name']].filter((name) => typeof name === 'string' && name !== '')
  for (const path of [location, ...names.map((name) => `/ResourceTypes/${segmentOf(String(name))}`)]) {
    if (path === undefined) continue
    const url = new URL(path.startsWith('/ResourceTypes/') ? `${target.baseUrl}${path}` : path, `${target.baseUrl}/`)
    if (url.origin !== new URL(target.baseUrl).origin) continue
    const response = await scim.get(url.href)
    if (response.status === 200) return response
  }
  return undefined
}

/** Checks that discovery endpoints ignore paging and sorting parameters (RFC 7644 §4). */
export const discoveryIgnoresParameters: Check = defineCheck({
  id: 'scim.discovery.ignores-parameters',
  title: 'Paging and sorting parameters are ignored on /Schemas and /ResourceTypes',
  requirements: ['rfc7644-4-06'],
  readOnly: true,
  async run(context) {
    const { scim, expect } = context
    for (const path of ['/Schemas', '/ResourceTypes']) {
      const whole = await list(context, path)
      const response = await scim.get(path, {
        query: { count: 1, startIndex: 2, sortBy: 'id', sortOrder: 'descending' },
      })
      expect(response).to.be.scimList()
      expect(
        response.resources.map(({ id, name }) => id ?? name),
        `${path} with count=1 and startIndex=2`,
      ).to.have.members(whole.map(({ id, name }) => id ?? name))
    }
  },
})

/**
 * Checks that discovery endpoints reject a filter, because a client would treat an unfiltered list as the result
 * (RFC 7644 §4).
 */
export const discoveryRejectsFilter: Check = defineCheck({
  id: 'scim.discovery.filter',
  title: 'A filter on /Schemas and /ResourceTypes returns 403, and is never applied',
  requirements: ['rfc7644-4-07', 'rfc7644-4-06'],
  readOnly: true,
  async run(context) {
    const { scim, expect, requirement, note } = context
    for (const path of ['/Schemas', '/ResourceTypes']) {
      const whole = await list(context, path)
      const response = await scim.get(path, { query: { filter: 'name eq "scim-rehearsal-nobody"' } })
      await requirement('rfc7644-4-07', () => expect(response).to.have.status(403))
      if (response.isSuccess)
        await requirement('rfc7644-4-06', () =>
          expect(response.resources.length, `${path} with a filter`).to.equal(whole.length),
        )
    }
    note(
      `a filter on /ServiceProviderConfig: ${(await scim.get('/ServiceProviderConfig', { query: { filter: 'patch pr' } })).describe()}`,
    )
  },
})
