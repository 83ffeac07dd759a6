import { type Check, defineCheck } from '../../harness/index.ts'

/** The service provider's configuration. */
export const serviceProviderConfig: Check = defineCheck({
  id: 'scim.discovery.service-provider-config',
  title: 'GET /ServiceProviderConfig answers a valid configuration',
  requirements: ['rfc7644-4-01'],
  readOnly: true,
  async run({ scim, expect }) {
    const response = await scim.get('/ServiceProviderConfig')
    expect(response).to.have.status(200)
    expect(response).to.be.scimResource('ServiceProviderConfig')
  },
})

/** Resource types. */
export const resourceTypes: Check = defineCheck({
  id: 'scim.discovery.resource-types',
  title: 'GET /ResourceTypes answers a list of valid resource types',
  requirements: ['rfc7644-4-04'],
  readOnly: true,
  async run({ scim, expect }) {
    const response = await scim.get('/ResourceTypes')
    expect(response).to.be.scimList()
    for (const type of response.resources) expect(type).to.be.scimResource('ResourceType')
  },
})

/** Schemas. */
export const schemas: Check = defineCheck({
  id: 'scim.discovery.schemas',
  title: 'GET /Schemas answers a list of valid schemas',
  requirements: ['rfc7644-4-02', 'rfc7643-7-04', 'rfc7643-7-07'],
  readOnly: true,
  async run({ scim, expect, requirement }) {
    const response = await scim.get('/Schemas')
    await requirement('rfc7644-4-02', () => expect(response).to.be.scimList())
    if (!response.isSuccess) return
    for (const schema of response.resources) {
      await requirement('rfc7643-7-04', () => expect(schema.id, 'id of a schema').to.match(/^urn:/))
      await requirement('rfc7643-7-07', () => expect(schema).to.be.scimResource('Schema'))
    }
  },
})

/** A schema that there is not. */
export const unknownSchema: Check = defineCheck({
  id: 'scim.discovery.unknown-schema',
  title: 'GET of an unknown schema answers 404',
  requirements: ['rfc7644-4-08'],
  readOnly: true,
  async run({ scim, expect, given }) {
    expect(await scim.get(`/Schemas/urn:example:${given.unique('unknown')}`)).to.have.status(404)
  },
})
