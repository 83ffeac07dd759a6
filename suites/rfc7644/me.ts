import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import { isJsonObject } from '../../mocks/protocol/index.ts'
import { differences } from './support/changes.ts'

/** Reads the alias /Me. The run never writes to it, because the account does not belong to the run. */
const me = ({ scim }: CheckContext): Promise<ScimResponse> => scim.get('/Me')

/** Checks the response to GET /Me (RFC 7644 §3.11). */
export const answered: Check = defineCheck({
  id: 'scim.me.answer',
  title: 'GET /Me returns the current user, redirects to it with 308, or returns 501',
  requirements: ['rfc7644-3.11-01'],
  readOnly: true,
  async run(context) {
    const { expect, note } = context
    const response = await me(context)
    note(`GET /Me: ${response.describe()}`)
    // Credentials may not belong to any User; a server may express that in its own way.
    const { detail } = isJsonObject(response.body) ? response.body : {}
    const mayMeanNoUser = [401, 403, 404].includes(response.status) && typeof detail === 'string' && detail !== ''
    if (!response.isSuccess && !mayMeanNoUser) expect(response).to.have.status(308, 501)
  },
})

/** Checks that the redirect of /Me leads to a readable resource (RFC 7644 §3.11). */
export const redirects: Check = defineCheck({
  id: 'scim.me.redirect',
  title: 'If GET /Me returns 308, its Location is a readable resource',
  requirements: ['rfc7644-3.11-02'],
  readOnly: true,
  async run(context) {
    const { scim, expect, inapplicable } = context
    const response = await me(context)
    if (response.status !== 308) inapplicable(`/Me does not redirect: ${response.describe()}`)
    const location = new URL(response.headers['location'] ?? '', `${scim.baseUrl}/Me`)
    expect(location.pathname, 'Location of the 308').to.not.match(/\/Me$/)
    expect(location.origin, 'Location of the 308').to.equal(new URL(scim.baseUrl).origin)
    const read = await scim.get(location.href)
    expect(read).to.have.status(200)
    expect(read).to.be.scimResource('User')
  },
})

/** Checks that GET /Me returns the permanent location of the subject (RFC 7644 §3.11). */
export const isAlias: Check = defineCheck({
  id: 'scim.me.alias',
  title: 'GET /Me returns the current user and its permanent location',
  requirements: ['rfc7644-3.11-03', 'rfc7644-3.11-04'],
  dependsOn: ['me'],
  readOnly: true,
  async run(context) {
    const { scim, expect, requirement, skip } = context
    const response = await me(context)
    if (response.status !== 200) skip(`GET /Me now returns another response: ${response.describe()}`, 'scim.me.answer')
    const { location } = response.headers
    await requirement('rfc7644-3.11-03', () => {
      expect(location, 'Location').to.be.a('string')
      expect(location, 'Location').to.not.match(/\/Me\/?$/)
      const shown = response.resource.meta?.location
      if (shown !== undefined)
        expect(new URL(String(location), scim.baseUrl).href, 'Location').to.equal(new URL(shown, scim.baseUrl).href)
    })
    const path = location ?? response.resource.meta?.location
    if (path === undefined || !new URL(path, scim.baseUrl).href.startsWith(scim.baseUrl)) return
    await requirement('rfc7644-3.11-04', async () => {
      const permanent = await scim.get(new URL(path, scim.baseUrl).href)
      expect(permanent).to.have.status(200)
      expect(
        differences(response.resource, permanent.resource),
        'attributes that differ between /Me and a GET of its Location',
      ).to.deep.equal([])
    })
  },
})

/** Checks that GET /Me requires credentials (RFC 7644 §3.11). */
export const needsSubject: Check = defineCheck({
  id: 'scim.me.anonymous',
  title: 'GET /Me without credentials returns no user',
  requirements: ['rfc7644-3.11-05'],
  dependsOn: ['me', 'auth'],
  readOnly: true,
  async run({ scim, expect }) {
    expect(await scim.anonymous.get('/Me')).to.be.refused({ notImplemented: true })
  },
})
