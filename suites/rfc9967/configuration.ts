import { type Check, defineCheck } from '../../harness/index.ts'
import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'

/** Checks the form of `securityEvents` in ServiceProviderConfig (RFC 9967 §4). */
export const securityEvents: Check = defineCheck({
  id: 'scim.config.security-events',
  title: 'securityEvents of ServiceProviderConfig, if present, has the form that RFC 9967 defines',
  requirements: ['rfc9967-4-01'],
  readOnly: true,
  async run({ scim, expect, skip, inapplicable }) {
    const response = await scim.get('/ServiceProviderConfig')
    if (response.status !== 200 || !isJsonObject(response.body))
      skip(`/ServiceProviderConfig cannot be read: ${response.describe()}`, 'config.document')
    const { securityEvents: events } = response.resource
    if (events === undefined || events === null) inapplicable('ServiceProviderConfig has no securityEvents')
    expect(events, 'securityEvents').to.be.an('object')
    const { asyncRequest, eventUris } = events as JsonObject
    if (asyncRequest !== undefined && asyncRequest !== null)
      expect(asyncRequest, 'asyncRequest')
        .to.be.a('string')
        .that.matches(/^(?:none|long|request)$/i)
    if (eventUris === undefined || eventUris === null) return
    expect(eventUris, 'eventUris').to.be.an('array')
    for (const uri of eventUris as unknown[])
      expect(uri, 'an event URI')
        .to.be.a('string')
        .that.matches(/^[a-z][a-z0-9+.-]*:\S+$/i)
  },
})
