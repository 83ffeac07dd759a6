import { expect } from 'chai'
import { parseFault } from '../../mocks/serving/index.ts'
import { configureApplication, startFacade } from '../support/graph-facade.ts'

describe('injected faults of the Graph façade', () => {
  it("are Graph's own errors, pages of gateways, late responses, and closed connections", async () => {
    const faults = [
      'GET /v1.0/users=429',
      'GET /v1.0/groups=503',
      'GET /beta/users=504',
      'GET /beta/groups=reset',
      '* /v1.0/applications=401',
    ]
    const rules = faults.map((fault) => parseFault(fault.replace(/^\* /, '')))
    await using facade = await startFacade({ users: 1, faults: rules })
    const answered = async (path: string) => {
      const { status, headers, body } = await facade.ask('GET', path)
      return [status, body.error?.code ?? String(body).slice(0, 6), headers.get('retry-after')]
    }
    expect(await answered('/users')).to.deep.equal([429, 'TooManyRequests', '1'])
    expect(await answered('/groups')).to.deep.equal([503, 'ServiceUnavailable', null])
    expect(await answered('/beta/users')).to.deep.equal([504, '<html>', null])
    expect(await answered('/applications')).to.deep.equal([401, 'InvalidAuthenticationToken', null])
    expect(
      await facade.ask('GET', '/beta/groups').then(
        () => 'answered',
        () => 'ended',
      ),
    ).to.equal('ended')
    expect((await facade.ask('GET', '/servicePrincipals')).status).to.equal(200)
  })

  it('are a limited rate, and objects that are not found yet', async () => {
    await using facade = await startFacade({
      users: 1,
      replicationMisses: 2,
      rateLimit: { requests: 8, seconds: 60 },
      exposeRecorder: true,
    })
    const made = await facade.ask('POST', '/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate', {
      displayName: 'New',
    })
    const { id } = made.body.servicePrincipal
    const statuses: number[] = []
    for (let count = 0; count < 8; count += 1)
      statuses.push((await facade.ask('GET', `/servicePrincipals/${id}`)).status)
    expect(statuses).to.deep.equal([404, 404, 200, 200, 200, 200, 200, 429])
    await facade.ask('POST', '/__clock', { advance: 'PT1M' })
    expect((await facade.ask('GET', `/servicePrincipals/${id}`)).status).to.equal(200)
    expect((await facade.ask('POST', '/__reset')).status).to.equal(204)
    expect((await facade.ask('GET', '/servicePrincipals')).body.value).to.deep.equal([])
  })

  it('allow only clients on this machine to change the clock, and only by durations', async () => {
    await using facade = await startFacade({ users: 1 })
    await configureApplication(facade)
    for (const advance of ['40m', '', 'P', 'PT', 'P1M', '-PT1S', 'P99Y', 5, null])
      expect((await facade.ask('POST', '/__clock', { advance })).status, String(advance)).to.equal(400)
    expect((await facade.ask('POST', '/__clock', '{')).status).to.equal(400)
    expect(
      (await facade.ask('POST', '/__clock', { advance: 'PT0S' }, { origin: 'https://example.com' })).status,
    ).to.equal(403)
    const { body } = await facade.ask('POST', '/__clock', { advance: 'P1DT1H1M1.5S' })
    expect(body).to.deep.equal({ now: '2026-01-02T01:01:01.500Z', cycles: [] })
  })
})
