import { expect } from 'chai'
import {
  type ConfiguredApplication,
  configureApplication,
  type FacadeOfTest,
  startFacade,
} from '../support/graph-facade.ts'

const NON_GALLERY = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621'
const NOBODY = '00000000-0000-4000-8000-000000000000'

interface Refusal {
  readonly says: string
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly status: number
  readonly code: string
  readonly message?: RegExp
  /** Additional headers, beside the token. */
  readonly headers?: Readonly<Record<string, string>>
}

const person = { accountEnabled: true, displayName: 'Jane', mailNickname: 'jane', passwordProfile: { password: 'x' } }
const USER = { ...person, userPrincipalName: 'jane@contoso.example' }

/** Requests that Graph rejects. */
function refusals(app: ConfiguredApplication, userId: string): readonly Refusal[] {
  const { sync, job, servicePrincipalId } = app
  const assignments = `/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo`
  const ids = { principalId: userId, resourceId: servicePrincipalId, appRoleId: app.roleId }
  const bad = { status: 400, code: 'Request_BadRequest' }
  const invalid = { status: 400, code: 'RequestParameterInvalid' }
  const missing = { status: 404, code: 'Request_ResourceNotFound' }
  const incomplete = { status: 400, code: 'RequestMissingRequiredParameter' }
  const subject = { objectId: userId, objectTypeName: 'User' }
  const onDemand = (body: unknown, rest: Partial<Refusal>): Refusal => ({
    says: 'provisions nothing on demand',
    method: 'POST',
    path: `${job}/provisionOnDemand`,
    body,
    ...invalid,
    ...rest,
  })
  return [
    { says: 'no such user', method: 'GET', path: `/users/${NOBODY}`, ...missing },
    { says: 'no such user to change', method: 'PATCH', path: `/users/${NOBODY}`, body: {}, ...missing },
    { says: 'no such group', method: 'GET', path: `/groups/${NOBODY}/members`, ...missing },
    { says: 'no such application', method: 'GET', path: `/applications/${NOBODY}`, ...missing },
    {
      says: 'no such service principal',
      method: 'GET',
      path: `/servicePrincipals/${NOBODY}/synchronization/jobs`,
      ...missing,
    },
    { says: 'no such appId', method: 'GET', path: "/servicePrincipals(appId='nope')", ...missing },
    {
      says: 'no such template',
      method: 'POST',
      path: `/applicationTemplates/${NOBODY}/instantiate`,
      body: { displayName: 'x' },
      ...missing,
    },
    {
      says: 'no name',
      method: 'POST',
      path: `/applicationTemplates/${NON_GALLERY}/instantiate`,
      body: {},
      ...bad,
      message: /'displayName'/,
    },
    { says: 'no such job', method: 'GET', path: `${sync}/jobs/scim.x.y`, ...missing },
    { says: 'no such job to start', method: 'POST', path: `${sync}/jobs/scim.x.y/start`, ...missing },
    {
      says: 'no such template of jobs',
      method: 'POST',
      path: `${sync}/jobs`,
      body: { templateId: 'salesforce' },
      ...missing,
    },
    {
      says: 'a job that exists',
      method: 'POST',
      path: `${sync}/jobs`,
      body: { templateId: 'scim' },
      status: 409,
      code: 'Request_MultipleObjectsWithSameKeyValue',
    },
    {
      says: 'no such scope',
      method: 'POST',
      path: `${job}/restart`,
      body: { criteria: { resetScope: 'Watermark, Everything' } },
      ...invalid,
      message: /Everything.*QuarantineState/,
    },
    {
      says: 'another member than resetScope',
      method: 'POST',
      path: `${job}/restart`,
      body: { criteria: { full: true } },
      ...bad,
      message: /'full'/,
    },
    {
      says: 'a secret that there is not',
      method: 'PUT',
      path: `${sync}/secrets`,
      body: { value: [{ key: 'baseaddress', value: 'x' }] },
      status: 500,
      code: 'InternalError',
      message: /^Requested value 'baseaddress' was not found\.$/,
    },
    { says: 'secrets that are not a list', method: 'PUT', path: `${sync}/secrets`, body: { value: 'x' }, ...bad },
    {
      says: 'connectivity parameters in v1.0',
      method: 'GET',
      path: `${sync}/connectivityParameters`,
      status: 400,
      code: 'BadRequest',
    },
    {
      says: 'credentials without a template',
      method: 'POST',
      path: `${sync}/jobs/validateCredentials`,
      body: { credentials: [] },
      ...incomplete,
      message: /'templateId'/,
    },
    {
      says: 'no credentials',
      method: 'POST',
      path: `${sync}/jobs/validateCredentials`,
      body: { templateId: 'scim' },
      ...incomplete,
      message: /'credentials'/,
    },
    {
      says: 'credentials without an address',
      method: 'POST',
      path: `${job}/validateCredentials`,
      body: { templateId: 'scim', credentials: [] },
      ...incomplete,
    },
    {
      says: 'credentials of a server that is not there',
      method: 'POST',
      path: `${job}/validateCredentials`,
      body: { templateId: 'scim', credentials: [{ key: 'BaseAddress', value: 'http://127.0.0.1:9/scim' }] },
      status: 400,
      code: 'CredentialValidationUnavailable',
    },
    {
      says: 'credentials with an invalid URL',
      method: 'POST',
      path: `${job}/validateCredentials`,
      body: { templateId: 'scim', credentials: [{ key: 'BaseAddress', value: 'not a url' }] },
      status: 400,
      code: 'CredentialValidationUnavailable',
    },
    { says: 'a schema without rules', method: 'PUT', path: `${job}/schema`, body: {}, ...bad },
    {
      says: 'a schema with no rule',
      method: 'PUT',
      path: `${job}/schema`,
      body: { synchronizationRules: [] },
      ...invalid,
    },
    {
      says: 'a user without a name',
      method: 'POST',
      path: '/users',
      body: person,
      ...bad,
      message: /'userPrincipalName'/,
    },
    {
      says: 'a property that users do not have',
      method: 'POST',
      path: '/users',
      body: { ...USER, departmant: 'x' },
      ...bad,
      message: /Invalid property 'departmant'/,
    },
    {
      says: 'a property of another type',
      method: 'PATCH',
      path: `/users/${userId}`,
      body: { accountEnabled: 'false' },
      ...bad,
      message: /'accountEnabled'/,
    },
    { says: 'an empty display name', method: 'PATCH', path: `/users/${userId}`, body: { displayName: '' }, ...bad },
    {
      says: 'invalid JSON',
      method: 'POST',
      path: '/users',
      body: '{"displayName":',
      status: 400,
      code: 'BadRequest',
      message: /Unable to read JSON/,
    },
    { says: 'no body', method: 'POST', path: '/users', status: 400, code: 'BadRequest' },
    {
      says: 'a body of another type',
      method: 'POST',
      path: '/users',
      body: JSON.stringify(USER),
      headers: { 'content-type': 'text/plain' },
      status: 400,
      code: 'BadRequest',
    },
    { says: 'a body that is a list', method: 'POST', path: '/users', body: [USER], ...bad },
    {
      says: 'a body that is too deep',
      method: 'PUT',
      path: `${job}/schema`,
      body: `{"synchronizationRules":[{"a":${'['.repeat(2000)}${']'.repeat(2000)}}]}`,
      ...bad,
      message: /levels/,
    },
    {
      says: 'a body that is too large',
      method: 'PUT',
      path: `${job}/schema`,
      body: JSON.stringify({ id: 'x'.repeat(9_000_000) }),
      status: 413,
      code: 'RequestEntityTooLarge',
    },
    { says: 'a filter that cannot be read', method: 'GET', path: '/users?$filter=x', status: 400, code: 'BadRequest' },
    {
      says: 'an option that there is not',
      method: 'GET',
      path: '/users?$skip=5',
      status: 400,
      code: 'BadRequest',
      message: /\$skip/,
    },
    {
      says: 'an option that is not of the operation',
      method: 'GET',
      path: `${job}?$top=1`,
      status: 400,
      code: 'BadRequest',
    },
    {
      says: 'a token of a page that was not made here',
      method: 'GET',
      path: '/users?$skiptoken=x',
      status: 400,
      code: 'Directory_ExpiredPageToken',
    },
    {
      says: 'a token of changes that is of another tenant',
      method: 'GET',
      path: `/users/delta?$deltatoken=${Buffer.from('{"since":9999999}').toString('base64url')}`,
      status: 410,
      code: 'syncStateNotFound',
    },
    {
      says: 'a role that the application does not have',
      method: 'POST',
      path: assignments,
      body: { ...ids, appRoleId: NOBODY },
      ...bad,
    },
    {
      says: 'an assignment without a principal',
      method: 'POST',
      path: assignments,
      body: { ...ids, principalId: NOBODY },
      ...missing,
    },
    {
      says: 'an assignment to another application',
      method: 'POST',
      path: assignments,
      body: { ...ids, resourceId: NOBODY },
      ...bad,
    },
    { says: 'no such assignment', method: 'DELETE', path: `${assignments}/x`, ...missing },
    {
      says: 'two roles with one id',
      method: 'PATCH',
      path: `/applications/${app.applicationId}`,
      body: {
        appRoles: [
          { id: NOBODY, displayName: 'A' },
          { id: NOBODY, displayName: 'B' },
        ],
      },
      ...bad,
    },
    { says: 'no such segment', method: 'GET', path: '/me', status: 400, code: 'BadRequest', message: /segment 'me'/ },
    { says: 'another method', method: 'DELETE', path: '/users', status: 405, code: 'Request_BadRequest' },
    { says: 'another version', method: 'GET', path: '/v1.0/../v2.0/users', status: 404, code: 'UnknownError' },
    {
      says: 'an address that cannot be decoded',
      method: 'GET',
      path: '/users/%E0%A4%A',
      status: 400,
      code: 'BadRequest',
    },
    onDemand(
      { parameters: [{ ruleId: 'other', subjects: [subject] }] },
      { message: /However, the job does not include the rule\.$/ },
    ),
    onDemand({ parameters: [] }, bad),
    onDemand({ parameters: [{ ruleId: 'x', subjects: [subject, subject] }] }, { message: /one subject/ }),
    { says: 'no such entry', method: 'GET', path: '/auditLogs/provisioning/x', ...missing },
  ]
}

describe('requests that the Graph façade rejects', () => {
  let facade: FacadeOfTest
  let app: ConfiguredApplication
  let userId = ''
  before(async () => {
    facade = await startFacade({ users: 3, groupCount: 1 })
    app = await configureApplication(facade)
    userId = (await facade.ask('GET', '/users?$top=1')).body.value[0].id
  })
  after(() => facade[Symbol.asyncDispose]())

  it("get Graph's status, code and ids", async () => {
    for (const { says, method, path, body, status, code, message = /./, headers } of refusals(app, userId)) {
      const answer = await facade.ask(method, path, body, { 'client-request-id': 'c-1', ...headers })
      expect(answer.body, says).to.have.property('error')
      const { error } = answer.body
      expect([answer.status, error.code], `${says}: ${error.message}`).to.deep.equal([status, code])
      expect(error.message, says).to.match(message)
      expect(error.innerError, says).to.include({ 'client-request-id': 'c-1' })
      expect(answer.headers.get('request-id'), says).to.equal(error.innerError['request-id'])
    }
  })

  it('get every fault of a schema at once: rule, mapping and row', async () => {
    const { body: schema } = await facade.ask('GET', `${app.job}/schema`)
    const [users, groups] = schema.synchronizationRules[0].objectMappings
    users.attributeMappings[1].source.expression = 'Swich([IsSoftDeleted])'
    users.attributeMappings[2].targetAttributeName = 'emails['
    groups.attributeMappings[0].matchingPriority = 0
    users.scope = {
      groups: [
        {
          name: 'g',
          clauses: [{ operatorName: 'ABOUT', sourceOperandName: 'department', targetOperand: { values: [] } }],
        },
      ],
    }
    const { status, body } = await facade.ask('PUT', `${app.job}/schema`, schema)
    expect(status).to.equal(400)
    const targets = body.error.details.map(({ target }: { target: string }) => target)
    expect(targets).to.deep.equal([
      'USER_OUTBOUND_USER › Provision Microsoft Entra ID Users › row 2 (active)',
      'USER_OUTBOUND_USER › Provision Microsoft Entra ID Users › row 3 (emails[)',
      'USER_OUTBOUND_USER › Provision Microsoft Entra ID Users › scope g › clause 1',
      'USER_OUTBOUND_USER › Provision Microsoft Entra ID Groups',
    ])
    const after = await facade.ask('GET', `${app.job}/schema`)
    expect(after.body.synchronizationRules[0].objectMappings[0].scope).to.equal(null)
  })

  it('are those without a token, and without permissions if these are limited', async () => {
    const token = 'the-token-of-the-test'
    await using limited = await startFacade({ users: 1, token, permissions: ['User.Read.All'] })
    const statuses = async (authorization: string): Promise<number[]> => {
      const answers = [
        ['GET', '/users'],
        ['POST', '/users'],
        ['GET', '/applicationTemplates'],
        ['GET', '/auditLogs/provisioning'],
      ] as const
      return Promise.all(
        answers.map(async ([method, path]) => (await limited.ask(method, path, undefined, { authorization })).status),
      )
    }
    expect(await statuses('')).to.deep.equal([401, 401, 401, 401])
    expect(await statuses('Bearer other')).to.deep.equal([401, 401, 401, 401])
    expect(await statuses(`Bearer ${token}`)).to.deep.equal([200, 403, 200, 403])
    const form = (secret: string) =>
      fetch(`${limited.url}/contoso/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'app', client_secret: secret }),
      })
    expect((await form('wrong')).status).to.equal(401)
    const issued = (await (await form(token)).json()) as { access_token: string }
    expect(await statuses(`Bearer ${issued.access_token}`)).to.deep.equal([200, 403, 200, 403])
    expect(await statuses(`Bearer ${issued.access_token.slice(0, -2)}xx`)).to.deep.equal([401, 401, 401, 401])
    await limited.graph.advance(3_600_000)
    expect(await statuses(`Bearer ${issued.access_token}`), 'after an hour').to.deep.equal([401, 401, 401, 401])
  })

  it('are those on demand after 5 requests in 10 seconds', async () => {
    const { body: schema } = await facade.ask('GET', `${app.job}/schema`)
    const body = {
      parameters: [
        { ruleId: schema.synchronizationRules[0].id, subjects: [{ objectId: userId, objectTypeName: 'user' }] },
      ],
    }
    const ask = () => facade.ask('POST', `${app.job}/provisionOnDemand`, body)
    for (let count = 0; count < 5; count += 1) expect((await ask()).status).to.equal(200)
    const slowed = await ask()
    expect([slowed.status, slowed.headers.get('retry-after')]).to.deep.equal([429, '10'])
    await facade.ask('POST', '/__clock', { advance: 'PT10S' })
    expect((await ask()).status).to.equal(200)
  })
})
