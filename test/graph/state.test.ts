import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { createGraph, type GraphState, InvalidGraphState } from '../../mocks/entra/graph/index.ts'
import { openJobState, syntheticSource } from '../../mocks/entra/index.ts'
import { createTransport } from '../../mocks/transport/index.ts'
import {
  assign,
  configureApplication,
  everyPage,
  FACADE_START,
  SCIM_TOKEN,
  startFacade,
} from '../support/graph-facade.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function stateIn(folder: string, key: Uint8Array = new Uint8Array(32).fill(7)): GraphState {
  return {
    file: join(folder, 'tenant.db'),
    key,
    jobs: { open: (id) => openJobState(join(folder, `job-${id}.db`)), remove: () => {} },
  }
}

const USERS = 10
const source = syntheticSource({ seed: 11, count: USERS })

describe('a façade whose state is in a file', () => {
  it('continues after it was closed: tenant, applications, job, schema, secrets, logs and time', async () => {
    using folder = temporaryFolder()
    const options = { source, state: stateIn(folder.path), users: USERS }
    const first = await startFacade(options)
    const app = await configureApplication(first)
    const [one, two] = (await everyPage(first, '/users')).map(({ id }) => String(id))
    const { body: jane } = await first.ask('POST', '/users', {
      accountEnabled: true,
      displayName: 'Jane',
      mailNickname: 'jane',
      userPrincipalName: 'jane@contoso.example',
      passwordProfile: { password: 'never kept' },
    })
    for (const id of [one, two, jane.id]) await assign(first, app, String(id))
    await first.ask('DELETE', `/users/${two}`)
    await first.ask('POST', '/groups', {
      displayName: 'Late',
      mailEnabled: false,
      mailNickname: 'late',
      securityEnabled: true,
    })
    await first.ask('POST', `${app.job}/start`)
    await first.ask('POST', '/__clock', { advance: 'PT90M' })
    const read = async (facade: typeof first) => ({
      users: await everyPage(facade, '/beta/users?$top=3'),
      deleted: await everyPage(facade, '/directory/deletedItems/microsoft.graph.user'),
      groups: await everyPage(facade, '/groups'),
      applications: await everyPage(facade, '/servicePrincipals'),
      assignments: await everyPage(facade, `/servicePrincipals/${app.servicePrincipalId}/appRoleAssignedTo`),
      secrets: await everyPage(facade, `${app.sync}/secrets`),
      schema: (({ '@odata.context': _at, ...schema }) => schema)((await facade.ask('GET', `${app.job}/schema`)).body),
      status: (await facade.ask('GET', app.job)).body.status,
      log: await everyPage(facade, '/auditLogs/provisioning'),
      audits: await everyPage(facade, '/auditLogs/directoryAudits'),
      now: (await facade.ask('GET', '/__clock')).body.now,
    })
    const before = await read(first)
    expect(before.log.length).to.be.above(2)
    const { url } = first.scim
    await first[Symbol.asyncDispose]()

    for (const name of readdirSync(folder.path)) {
      const text = readFileSync(join(folder.path, name), 'latin1')
      for (const secret of [SCIM_TOKEN, 'never kept'])
        expect(text.includes(secret), `${secret} in ${name}`).to.equal(false)
    }

    await using second = await startFacade(options)
    expect(await read(second)).to.deep.equal(before)
    // The server that it provisioned has ended; another one listens at the same URL, and the job continues by itself.
    await second.ask('PUT', `${app.sync}/secrets`, { value: [{ key: 'BaseAddress', value: second.scim.url }] })
    expect(second.scim.url).to.not.equal(url)
    await second.ask('PATCH', `/users/${one}`, { jobTitle: 'Lead' })
    const { body } = await second.ask('POST', '/__clock', { advance: 'PT40M' })
    expect(body.cycles).to.have.length(1)
    expect(body.cycles[0]).to.include({ kind: 'incremental', imported: 1 })
  })

  it('rejects the state of another process, other users, another key, and a file that is something else', async () => {
    using folder = temporaryFolder()
    await using pool = createTransport()
    const open = (given: Partial<Parameters<typeof createGraph>[0]>) =>
      createGraph({ source, transport: pool.send, now: () => FACADE_START, state: stateIn(folder.path), ...given })
    const graph = open({})
    graph.parts.secrets.put('sp', [{ key: 'SecretToken', value: 'secret' }])
    expect(() => open({})).to.throw(InvalidGraphState, /locked.*wait until the other process ends/)
    await graph.close()
    expect(() => open({ source: syntheticSource({ seed: 12, count: USERS }) })).to.throw(
      InvalidGraphState,
      /other users/,
    )
    expect(() => open({ state: stateIn(folder.path, new Uint8Array(32)) })).to.throw(InvalidGraphState, /another key/)
    openJobState(join(folder.path, 'other.db'))[Symbol.dispose]()
    const other = { ...stateIn(folder.path), file: join(folder.path, 'other.db') }
    expect(() => open({ state: other })).to.throw(InvalidGraphState, /another program/)
    const again = open({})
    expect(again.parts.secrets.of('sp').get('SecretToken')).to.equal('secret')
    await again.close()
  })
})
