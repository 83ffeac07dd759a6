import { expect } from 'chai'
import { listenScimServer } from '../../mocks/scim-server/index.ts'
import { parseFault } from '../../mocks/serving/index.ts'
import { assign, configureApplication, everyPage, SCIM_TOKEN, startFacade } from '../support/graph-facade.ts'

const USERS = 24

/** A server with a delay, so that a cycle is still running when it is interrupted. */
const slowServer = () =>
  listenScimServer({ token: SCIM_TOKEN, exposeRecorder: true, faults: [parseFault('latency:60')] })

async function calls(url: string, query: string): Promise<number> {
  const response = await fetch(`${new URL(url).origin}/__recorder?${query}`)
  return ((await response.json()) as { totalCount: number }).totalCount
}

async function userCount(url: string): Promise<number> {
  const response = await fetch(`${url}/Users?count=0`, { headers: { authorization: `Bearer ${SCIM_TOKEN}` } })
  return ((await response.json()) as { totalResults: number }).totalResults
}

describe('a job that is controlled while a cycle is under way', () => {
  it('pauses at once, continues without creating any user twice, and can be deleted in the middle', async () => {
    await using server = await slowServer()
    await using facade = await startFacade({ users: USERS, groupCount: 0 })
    const { ask } = facade
    const app = await configureApplication(facade, server.url)
    for (const { id } of await everyPage(facade, '/users?$select=id')) await assign(facade, app, String(id))
    await ask('POST', `${app.job}/start`)
    expect((await ask('GET', app.job)).body.status.code).to.equal('NotRun')
    await calls(server.url, 'method=POST&status=201&wait=20000')
    expect((await ask('POST', `${app.job}/pause`)).status).to.equal(204)
    const paused = (await ask('GET', app.job)).body
    expect(paused.status).to.include({ code: 'Paused', lastExecution: null })
    const sent = await calls(server.url, 'limit=1')
    expect((await ask('POST', '/__clock', { advance: 'P2D' })).body.cycles).to.deep.equal([])
    expect(await calls(server.url, 'limit=1'), 'nothing is sent while it is paused').to.equal(sent)
    expect(await userCount(server.url)).to.be.within(1, USERS - 1)

    await ask('POST', `${app.job}/start`)
    const { body } = await ask('POST', '/__clock', { advance: 'PT1M' })
    expect(body.cycles).to.have.length(1)
    expect(body.cycles[0].counts).to.include({ failed: 0 })
    expect(await userCount(server.url)).to.equal(USERS)

    await ask('POST', `${app.job}/restart`, { criteria: {} })
    await calls(server.url, `method=PATCH&after=${await calls(server.url, 'limit=1')}&wait=300`)
    expect((await ask('DELETE', `/applications/${app.applicationId}`)).status).to.equal(204)
    expect((await ask('GET', app.job)).status).to.equal(404)
    expect((await ask('POST', '/__clock', { advance: 'P1D' })).body.cycles).to.deep.equal([])
  })

  it('provisions two applications at the same time, each with its own users', async () => {
    await using facade = await startFacade({ users: 6, groupCount: 0 })
    await using other = await listenScimServer({ token: SCIM_TOKEN, exposeRecorder: true })
    const [one, two] = [await configureApplication(facade), await configureApplication(facade, other.url)]
    const ids = (await everyPage(facade, '/users?$select=id')).map(({ id }) => String(id))
    for (const id of ids.slice(0, 2)) await assign(facade, one, id)
    for (const id of ids.slice(2)) await assign(facade, two, id)
    for (const { job } of [one, two]) await facade.ask('POST', `${job}/start`)
    await facade.ask('POST', '/__clock', { advance: 'PT1M' })
    expect([await userCount(facade.scim.url), await userCount(other.url)]).to.deep.equal([2, 4])
    const sent = await calls(other.url, 'limit=1')
    await assign(facade, one, ids[2] ?? '')
    await facade.ask('PATCH', `/users/${ids[0]}`, { jobTitle: 'Lead' })
    await facade.ask('POST', '/__clock', { advance: 'PT40M' })
    expect(await userCount(facade.scim.url)).to.equal(3)
    // The log has the probes of users and groups, and no request about the first application.
    expect(await calls(other.url, `after=${sent}`)).to.equal(2)
  })
})
