import { type Check, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { isJsonObject, SERVICE_PROVIDER_CONFIG_SCHEMA } from '../../mocks/protocol/index.ts'

const VERSION = /\/v2$/i

/** Returns whether a response is a service provider configuration of any SCIM version. */
function isConfiguration({ status, body }: ScimResponse): boolean {
  const { schemas } = isJsonObject(body) ? body : {}
  return (
    status === 200 && Array.isArray(schemas) && schemas.some((urn) => /^urn:(?:ietf:params:)?scim:/i.test(String(urn)))
  )
}

/**
 * Checks a URL with an unsupported protocol version (RFC 7644 §3.13). The request has no credentials, because it is
 * unknown what is at that URL.
 */
export const unknownVersion: Check = defineCheck({
  id: 'scim.protocol-version.unknown',
  title: 'An unknown protocol version in the URL returns 404, or 400 invalidVers',
  requirements: ['rfc7644-3.13-03', 'rfc7644-3.12-24'],
  readOnly: true,
  async run({ scim, expect, target, requirement, inapplicable }) {
    if (!VERSION.test(target.baseUrl)) inapplicable('the base URL does not end in v2')
    const response = await scim.anonymous.get(`${target.baseUrl.replace(VERSION, '/v9')}/ServiceProviderConfig`)
    await requirement('rfc7644-3.13-03', () =>
      expect(response.excerpt(), `the body of ${response.describe()}`).to.not.fit(
        () => isConfiguration(response),
        'a ServiceProviderConfig',
      ),
    )
    const { scimType } = isJsonObject(response.body) ? response.body : {}
    if (response.status === 400 && scimType !== undefined)
      await requirement('rfc7644-3.12-24', () => expect(scimType, 'scimType').to.equal('invalidVers'))
  },
})

/** Checks that a URL without a version means version 2, if the server supports such URLs (RFC 7644 §3.13). */
export const noVersion: Check = defineCheck({
  id: 'scim.protocol-version.none',
  title: 'If the server answers a URL without a version, the protocol version is 2',
  requirements: ['rfc7644-3.13-04'],
  readOnly: true,
  async run({ scim, expect, target, inapplicable }) {
    if (!VERSION.test(target.baseUrl)) inapplicable('the base URL does not end in v2')
    const response = await scim.anonymous.get(`${target.baseUrl.replace(VERSION, '')}/ServiceProviderConfig`)
    if (!isConfiguration(response)) inapplicable(`the server has no endpoint without a version: ${response.describe()}`)
    expect(response.resource.schemas, 'schemas').to.include(SERVICE_PROVIDER_CONFIG_SCHEMA)
  },
})
