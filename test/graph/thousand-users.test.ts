import { expect } from 'chai'
import { assign, configureApplication, everyPage, SCIM_TOKEN, startFacade } from '../support/graph-facade.ts'

const USERS = 1000

describe('a tenant of 1 000 users behind Graph', () => {
  it('is listed in pages, assigned, provisioned, and its log is read in pages', async () => {
    await using facade = await startFacade({ users: USERS, judgesAnswers: false })
    const app = await configureApplication(facade)
    const users = await everyPage(facade, '/users?$select=id&$top=300')
    expect(new Set(users.map(({ id }) => id)).size).to.equal(USERS)
    for (let from = 0; from < USERS; from += 50)
      await Promise.all(users.slice(from, from + 50).map(({ id }) => assign(facade, app, String(id))))
    expect(
      await everyPage(facade, `/servicePrincipals/${app.servicePrincipalId}/appRoleAssignedTo?$top=999`),
    ).to.have.length(USERS)
    await facade.ask('POST', `${app.job}/start`)
    const { body } = await facade.ask('POST', '/__clock', { advance: 'PT1M' })
    expect(body.cycles[0].counts).to.include({ created: USERS, failed: 0 })
    const response = await fetch(`${facade.scim.url}/Users?count=0`, {
      headers: { authorization: `Bearer ${SCIM_TOKEN}` },
    })
    expect(((await response.json()) as { totalResults: number }).totalResults).to.equal(USERS)
    const created = await everyPage(facade, "/auditLogs/provisioning?$filter=provisioningAction eq 'create'&$top=400")
    expect(new Set(created.map(({ id }) => id)).size).to.equal(USERS)
    expect((await facade.ask('GET', app.job)).body.status.synchronizedEntryCountByType[0].value).to.equal(USERS)
  })
})
