import { type Check, defineCheck } from '../../harness/index.ts'

/** PUT. */
export const putReplaces: Check = defineCheck({
  id: 'scim.put.replaces',
  title: 'PUT answers 200 with the resource as it was replaced',
  requirements: ['rfc7644-3.5.1-02', 'rfc7644-3.5.1-11'],
  async run({ scim, given, expect, target, requirement, inapplicable }) {
    if (!target.declares('urn:ietf:params:scim:schemas:core:2.0:User', 'displayName'))
      inapplicable('displayName is not declared in /Schemas')
    const user = await given.user({ displayName: 'Before' })
    const body = await given.userBody({ userName: String(user['userName']), displayName: 'After' })
    const response = await scim.put(user, { ...body, id: user.id })
    await requirement('rfc7644-3.5.1-11', () => {
      expect(response).to.have.status(200)
      expect(response).to.be.scimResource('User')
    })
    const read = await scim.get(user)
    await requirement('rfc7644-3.5.1-02', () =>
      expect(read.resource['displayName'], 'displayName after PUT').to.equal('After'),
    )
  },
})

/** PUT to a taken name. */
export const putDuplicate: Check = defineCheck({
  id: 'scim.put.duplicate-user-name',
  title: 'PUT to a userName that is taken is a conflict',
  requirements: ['rfc7644-3.5.1-13', 'rfc7643-4.1.1-04'],
  async run({ scim, given, expect }) {
    const taken = await given.user()
    const user = await given.user()
    const body = await given.userBody({ userName: String(taken['userName']) })
    const response = await scim.put(user, { ...body, id: user.id })
    expect(response).to.have.status(409, 400)
  },
})
