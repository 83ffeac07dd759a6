import { type Check, defineCheck, segmentOf } from '../../harness/index.ts'
import { aSharedUser } from '../support/index.ts'

/** Checks that an existing User can be read by id (RFC 7644 §3.4.1). */
export const readById: Check = defineCheck({
  id: 'scim.read.by-id',
  title: 'GET of an existing User returns 200 with the resource',
  requirements: ['rfc7644-3.4.1-01', 'rfc7643-3.1-04'],
  async run({ scim, once, expect, requirement }) {
    const user = await aSharedUser({ once })
    const response = await scim.get(user)
    await requirement('rfc7644-3.4.1-01', () => {
      expect(response).to.have.status(200)
      expect(response).to.be.scimResource('User')
      expect(String(response.resource['userName']).toLowerCase(), 'userName').to.equal(
        String(user['userName']).toLowerCase(),
      )
    })
    await requirement('rfc7643-3.1-04', () => expect(response.id, 'id of the User').to.equal(user.id))
  },
})

/** Checks that GET of an unknown id is rejected (RFC 7644 §3.4.1). */
export const readUnknown: Check = defineCheck({
  id: 'scim.read.unknown-id',
  title: 'GET of an unknown id returns 404',
  requirements: ['rfc7644-3.4.1-02', 'rfc7644-3.12-09'],
  readOnly: true,
  async run({ scim, given, expect, target, requirement }) {
    const response = await scim.get(`${target.endpoint('User')}/${segmentOf(given.unknownId('User'))}`)
    await requirement('rfc7644-3.4.1-02', () => expect(response).to.have.status(404))
    await requirement('rfc7644-3.12-09', () => expect(response).to.have.status(404))
  },
})

/** Checks that a password is never returned (RFC 7643 §4.1.1 and §7). */
export const passwordIsNeverReturned: Check = defineCheck({
  id: 'scim.read.password-never-returned',
  title: 'No response contains a password',
  requirements: ['rfc7643-4.1.1-15', 'rfc7643-4.1.1-16', 'rfc7643-7-25'],
  async run({ scim, given, expect, target, inapplicable, skip }) {
    if (!target.declares('urn:ietf:params:scim:schemas:core:2.0:User', 'password'))
      inapplicable('/Schemas does not declare password')
    const password = `Pw-${given.unique()}-9!`
    const created = await scim.post(target.endpoint('User'), await given.userBody({ password }))
    if (!created.isSuccess) skip(`a User with a password cannot be created: ${created.describe()}`, 'create.user')
    expect(created.text, 'the response to the create').to.not.include(password)
    if (created.body === undefined) return
    const read = await scim.get(`${target.endpoint('User')}/${created.id}`, {
      query: { attributes: 'userName,password' },
    })
    expect(read.text, 'the response to a GET with attributes=password').to.not.include(password)
    if (read.isSuccess) expect(read.resource, 'the User').to.not.have.property('password')
  },
})
