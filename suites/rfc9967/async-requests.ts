import { type Check, defineCheck } from '../../harness/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'

/** Checks a request that allows asynchronous processing (RFC 9967 §2.5.1.1). */
export const asyncRequests: Check = defineCheck({
  id: 'scim.events.async-request',
  title: 'A request with Prefer: respond-async is processed at once, or returns 202 with no body and a Set-Txn header',
  requirements: ['rfc9967-2.5.1.1-01', 'rfc9967-3-01'],
  dependsOn: ['securityEvents'],
  async run({ scim, given, expect, requirement, target, inapplicable }) {
    const events = target.serviceProviderConfig?.['securityEvents']
    const offer = isJsonObject(events) ? String(events['asyncRequest']).toLowerCase() : ''
    if (offer !== 'request') inapplicable('asyncRequest of securityEvents is not "request"')
    const user = await given.user()
    const body = await given.userBody({ id: user.id, userName: user['userName'] })
    // A create is not sent, because a resource that is created later could not be removed.
    const response = await scim.put(user, body, { headers: { prefer: 'respond-async' } })
    await requirement('rfc9967-2.5.1.1-01', () => {
      expect(response).to.be.success()
      if (response.status === 202) expect(response.text.trim(), 'body of the 202').to.equal('')
    })
    if (response.status === 202)
      await requirement(
        'rfc9967-3-01',
        () => expect(response.headers['set-txn'], 'Set-Txn').to.be.a('string').that.is.not.empty,
      )
  },
})
