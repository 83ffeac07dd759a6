import { expect } from 'chai'
import fc from 'fast-check'
import { ROUTES } from '../../mocks/entra/graph/routes/routes.ts'
import {
  type ConfiguredApplication,
  configureApplication,
  everyPage,
  type FacadeOfTest,
  startFacade,
} from '../support/graph-facade.ts'

/** Wrong requests are generated from correct ones: with another path, option or body, for any operation. */
describe('the Graph façade under arbitrary requests', () => {
  let facade: FacadeOfTest
  let app: ConfiguredApplication
  let names: Readonly<Record<string, string>>
  before(async () => {
    facade = await startFacade({ users: 5, groupCount: 1 })
    app = await configureApplication(facade)
    const [user] = await everyPage(facade, '/users')
    const [group] = await everyPage(facade, '/groups')
    names = {
      servicePrincipal: app.servicePrincipalId,
      application: app.applicationId,
      job: app.jobId,
      user: String(user?.['id']),
      group: String(group?.['id']),
      template: 'scim',
    }
  })
  after(() => facade[Symbol.asyncDispose]())

  const anything = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('constructor', '__proto__', '..', '%', 'null', '$count', "a'b", 'é', '0'),
  )
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.record(
      {
        displayName: fc.jsonValue({ maxDepth: 1 }),
        value: fc.jsonValue({ maxDepth: 2 }),
        criteria: fc.jsonValue({ maxDepth: 2 }),
        templateId: fc.constantFrom('scim', 1, null, ''),
        credentials: fc.array(fc.record({ key: fc.constantFrom('BaseAddress', 'SecretToken'), value: fc.string() }), {
          maxLength: 2,
        }),
        synchronizationRules: fc.jsonValue({ maxDepth: 3 }),
        expression: fc.oneof(fc.string(), fc.constantFrom('Join(', '[a', 'IIF([a]=1,"b",[c])')),
        parameters: fc.jsonValue({ maxDepth: 4 }),
        '@odata.id': fc.string(),
        'members@odata.bind': fc.jsonValue({ maxDepth: 1 }),
        appRoles: fc.jsonValue({ maxDepth: 2 }),
        accountEnabled: fc.jsonValue({ maxDepth: 0 }),
        employeeOrgData: fc.jsonValue({ maxDepth: 1 }),
        advance: fc.string(),
      },
      { requiredKeys: [] },
    ),
  )
  const option = fc.tuple(
    fc.constantFrom('$filter', '$top', '$select', '$orderby', '$skiptoken', '$deltatoken', '$count', '$expand', '$x'),
    anything,
  )
  // Requests that delete the state are left out, so that it can be compared with the earlier one.
  const calm = ROUTES.filter(
    ({ method, id }) => method !== 'DELETE' && id !== 'synchronizationJob_start' && id !== 'synchronizationJob_restart',
  )
  const request = fc.record({
    route: fc.constantFrom(...calm),
    version: fc.constantFrom('/v1.0', '/beta'),
    replaced: fc.option(anything, { freq: 3 }),
    options: fc.array(option, { maxLength: 2 }),
    body: fc.oneof(
      { weight: 5, arbitrary: value.map((json) => JSON.stringify(json)) },
      { weight: 1, arbitrary: fc.string() },
    ),
    tail: fc.constantFrom('', '', '/', '/x', '()', "('x')"),
  })

  it('answer none with 500, except for an unknown secret key, and every response is described', async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ route, version, replaced, options, body, tail }) => {
        const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
          encodeURIComponent(replaced ?? names[name] ?? 'x'),
        )
        const search = options.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&')
        const sent = route.method === 'GET' ? undefined : body
        const answer = await facade.ask(
          route.method,
          `${version}${path}${tail}${search === '' ? '' : `?${search}`}`,
          sent,
        )
        const isUnknownKey = answer.body?.error?.code === 'InternalError' && /secrets|connectivity|validate/i.test(path)
        expect(
          answer.status < 500 || isUnknownKey,
          `${route.method} ${path} ${body}: ${JSON.stringify(answer.body)}`,
        ).to.equal(true)
        if (answer.status >= 400) expect(answer.body.error.innerError['request-id']).to.be.a('string')
        expect(JSON.stringify(answer.body ?? '')).to.not.match(/ at .*\.ts:\d/)
      }),
      { numRuns: 250 },
    )
  })

  it('lose nothing: the job, its schema and the tenant exist, and a cycle runs', async () => {
    expect((await everyPage(facade, '/users')).length).to.be.at.least(5)
    expect((await facade.ask('GET', app.job)).body.id).to.equal(app.jobId)
    await facade.ask('PUT', `${app.sync}/secrets`, {
      value: [
        { key: 'BaseAddress', value: facade.scim.url },
        { key: 'SyncAll', value: 'true' },
      ],
    })
    expect((await facade.ask('POST', `${app.job}/start`)).status).to.equal(204)
    const { body } = await facade.ask('POST', '/__clock', { advance: 'PT1M' })
    expect(body.cycles[0].imported).to.be.at.least(5)
  })
})
