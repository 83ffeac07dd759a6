import { type Check, defineCheck } from '../../harness/index.ts'

const dependsOn = ['auth'] as const

/** Requests without credentials. */
export const credentialsAreNeeded: Check = defineCheck({
  id: 'scim.auth.missing-credentials',
  title: 'A request without credentials answers 401',
  requirements: ['rfc7644-3.12-07'],
  dependsOn,
  readOnly: true,
  impact: 'anyone who knows the URL reads the directory',
  async run({ scim, expect, target }) {
    const response = await scim.anonymous.get(target.endpoint('User'), { query: { count: 1 } })
    expect(response).to.have.status(401)
  },
})

/** Requests with credentials that nobody was given. */
export const wrongCredentials: Check = defineCheck({
  id: 'scim.auth.wrong-credentials',
  title: 'A request with a token that the server never gave answers 401',
  requirements: ['rfc7644-3.12-07', 'rfc7644-2-06'],
  dependsOn,
  readOnly: true,
  impact: 'anyone who knows the URL reads the directory',
  async run({ scim, given, expect, target }) {
    const headers = { authorization: `Bearer ${given.unique('never-given')}` }
    const response = await scim.anonymous.get(target.endpoint('User'), { query: { count: 1 }, headers })
    expect(response).to.have.status(401)
  },
})

/** How to authenticate. */
export const schemesAreTold: Check = defineCheck({
  id: 'scim.auth.www-authenticate',
  title: 'A 401 tells in WWW-Authenticate by which schemes one may authenticate',
  requirements: ['rfc7644-2-01'],
  dependsOn,
  readOnly: true,
  async run({ scim, expect, target, skip }) {
    const response = await scim.anonymous.get(target.endpoint('User'), { query: { count: 1 } })
    if (response.status !== 401)
      skip(`a request without credentials does not answer 401: ${response.describe()}`, 'scim.auth.missing-credentials')
    expect(response.headers['www-authenticate'], 'WWW-Authenticate')
      .to.be.a('string')
      .that.matches(/^[\w!#$%&'*+.^`|~-]+/)
  },
})

/** Strangers who register themselves: allowed or not. */
export const anonymousCreate: Check = defineCheck({
  id: 'scim.auth.anonymous-create',
  title: 'A User that is sent without credentials is created, or refused with 401 or 403',
  requirements: ['rfc7644-2.2-01'],
  dependsOn,
  async run({ scim, given, expect, target, note }) {
    const response = await scim.anonymous.post(target.endpoint('User'), await given.userBody())
    note(`a create without credentials: ${response.describe()}`)
    expect(response).to.have.status(200, 201, 401, 403)
  },
})
