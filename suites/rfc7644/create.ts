import { type Check, defineCheck } from '../../harness/index.ts'

/** A create is answered as RFC 7644 §3.3 asks. */
export const createAnswers201: Check = defineCheck({
  id: 'scim.create.answers-201',
  title: 'POST of a valid User answers 201 with the new representation',
  requirements: ['rfc7644-3.3-01', 'rfc7644-3.3-05', 'rfc7644-3.3-06', 'rfc7643-3.1-01', 'rfc7643-3.1-02'],
  async run({ scim, given, expect, target, requirement }) {
    const body = await given.userBody()
    const response = await scim.post(target.endpoint('User'), body)
    await requirement('rfc7644-3.3-01', () => expect(response).to.be.success())
    if (!response.isSuccess) return
    await requirement('rfc7644-3.3-05', () => expect(response).to.have.status(201))
    await requirement('rfc7644-3.3-06', () => expect(response).to.be.scimResource('User'))
    if (response.body === undefined) return
    await requirement('rfc7643-3.1-02', () => expect(response.id).to.be.a('string'))
    await requirement('rfc7643-3.1-01', () =>
      expect(response.resource.meta, 'meta of the created User').to.be.an('object'),
    )
  },
})

/** The Location header of a create. */
export const createHasLocation: Check = defineCheck({
  id: 'scim.create.location-header',
  title: 'A 201 names the new resource in its Location header',
  requirements: ['rfc7644-3.3-07', 'rfc7644-3.3-08'],
  impact: 'clients that follow Location do not find what they created',
  async run({ scim, given, expect, target, requirement, skip }) {
    const response = await scim.post(target.endpoint('User'), await given.userBody())
    if (response.status !== 201) skip(`a User cannot be created: ${response.describe()}`, 'create-user')
    const location = response.headers['location']
    await requirement('rfc7644-3.3-07', () => expect(location, 'Location header of the 201').to.be.a('string'))
    const shown = response.body === undefined ? undefined : response.resource.meta?.location
    if (location === undefined || shown === undefined) return
    await requirement('rfc7644-3.3-08', () =>
      expect(new URL(location, scim.baseUrl).href, 'Location header and meta.location').to.equal(
        new URL(shown, scim.baseUrl).href,
      ),
    )
  },
})

/** A user name that is taken. */
export const duplicateIsConflict: Check = defineCheck({
  id: 'scim.create.duplicate-user-name',
  title: 'POST of a userName that is taken answers 409 uniqueness',
  requirements: ['rfc7644-3.3-09', 'rfc7643-4.1.1-02'],
  impact: 'Entra cannot tell a conflict from other failures, and users come twice',
  async run({ scim, given, expect, target, requirement }) {
    const user = await given.user()
    const response = await scim.post(target.endpoint('User'), await given.userBody({ userName: user['userName'] }))
    await requirement('rfc7643-4.1.1-02', () =>
      expect(response.isSuccess, `a second User of one userName: ${response.describe()}`).to.equal(false),
    )
    await requirement('rfc7644-3.3-09', () => expect(response).to.be.scimError(409, 'uniqueness'))
  },
})

/** User names ignore case. */
export const duplicateIgnoresCase: Check = defineCheck({
  id: 'scim.create.user-name-ignores-case',
  title: 'A userName that differs in letter case alone is taken too',
  requirements: ['rfc7643-4.1.1-03'],
  async run({ scim, given, expect, target }) {
    const user = await given.user()
    const response = await scim.post(
      target.endpoint('User'),
      await given.userBody({ userName: String(user['userName']).toUpperCase() }),
    )
    expect(response.isSuccess, `userName in capitals: ${response.describe()}`).to.equal(false)
  },
})

/** A user without a name. */
export const userNameIsRequired: Check = defineCheck({
  id: 'scim.create.user-name-required',
  title: 'POST of a User without userName is refused',
  requirements: ['rfc7643-4.1.1-01'],
  async run({ scim, given, expect, target, warn }) {
    const response = await scim.post(target.endpoint('User'), await given.userBody({ userName: undefined }))
    expect(response).to.be.refused()
    if (response.status !== 400) warn(`400 is what the text suggests: ${response.describe()}`)
  },
})

/** A client's own id. */
export const clientIdIsIgnored: Check = defineCheck({
  id: 'scim.create.client-id-ignored',
  title: 'An id and meta in the body of a POST are ignored',
  requirements: ['rfc7643-3.1-05', 'rfc7643-3.1-16', 'rfc7644-3.3-02'],
  async run({ scim, given, expect, target, requirement }) {
    const wished = given.unique('id')
    const body = await given.userBody({ id: wished, meta: { resourceType: 'User', created: '2001-01-01T00:00:00Z' } })
    const response = await scim.post(target.endpoint('User'), body)
    await requirement('rfc7644-3.3-02', () => expect(response).to.be.success())
    if (!response.isSuccess || response.body === undefined) return
    await requirement('rfc7643-3.1-05', () => expect(response.id).to.not.equal(wished))
    const created = response.resource.meta?.created
    if (created !== undefined)
      await requirement('rfc7643-3.1-16', () => expect(created, 'meta.created').to.not.match(/^2001-/))
  },
})

/** Nothing that cannot be parsed is stored. */
export const malformedJson: Check = defineCheck({
  id: 'scim.create.malformed-json',
  title: 'A body that is no JSON answers 400',
  requirements: ['rfc7644-3.12-06', 'rfc7644-3.12-14'],
  async run({ scim, expect, target, requirement }) {
    const response = await scim.request({ method: 'POST', path: target.endpoint('User'), text: '{"schemas": [' })
    await requirement('rfc7644-3.12-14', () => expect(response.status, response.describe()).to.be.below(500))
    await requirement('rfc7644-3.12-06', () => expect(response).to.have.status(400))
  },
})
