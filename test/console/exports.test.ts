import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { importSynchronizationSchema } from '../../mocks/entra/index.ts'
import { askConsole, configureConsole, startTestConsole } from '../support/console.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('the exports of the console', () => {
  it('configure another tenant in the same way, by the script, and are read by the other commands', async () => {
    using folder = temporaryFolder()
    await using first = await startTestConsole({ users: 2 })
    const { servicePrincipalId } = await configureConsole(first)
    const exported = async (name: string): Promise<string> => {
      const { status, body } = await askConsole(first, 'GET', `export/${name}?servicePrincipal=${servicePrincipalId}`)
      expect(status, name).to.equal(200)
      return typeof body === 'string' ? body : JSON.stringify(body)
    }
    const schema = importSynchronizationSchema(await exported('schema.json'))
    expect(schema.synchronizationRules[0]?.objectMappings.map(({ enabled }) => enabled)).to.have.members([true, false])
    expect(await exported('rehearsal.config.ts'))
      .to.include('embedded: true,')
      .and.include("schema: './schema.json'")

    const script = join(folder.path, 'configure.mjs')
    writeFileSync(script, await exported('configure.mjs'))
    await using second = await startTestConsole({ users: 2 })
    const { graph, target } = second.facts
    const { stdout } = await promisify(execFile)(process.execPath, [script], {
      env: {
        ...process.env,
        GRAPH_URL: `${graph.origin}/v1.0`,
        GRAPH_TOKEN: graph.token,
        TENANT_URL: target.tenantUrl,
        SECRET_TOKEN: target.secretToken,
      },
    })
    expect(stdout).to.equal('JumpCloud: 2 users assigned, provisioning started\n')
    await askConsole(second, 'POST', '/__clock', { advance: 'PT0S' })
    expect((await askConsole(second, 'GET', '/jumpcloud/api/systemusers')).body.totalCount).to.equal(2)
  })

  it('contain the traffic as a tape and as HAR', async () => {
    await using running = await startTestConsole({ users: 1 })
    const { job } = await configureConsole(running)
    await askConsole(running, 'POST', `/v1.0${job}/start`)
    await askConsole(running, 'POST', '/__clock', { advance: 'PT0S' })
    const { body: tape } = await askConsole(running, 'GET', 'export/tape.ndjson')
    const lines = (tape as string).trimEnd().split('\n')
    const { body: har } = await askConsole(running, 'GET', 'export/recording.har')
    expect(JSON.parse(har as string).log.entries).to.have.length(lines.length)
    const legs = new Set(lines.map((line) => (JSON.parse(line) as { leg: string }).leg))
    expect([...legs]).to.have.members(['scim', 'jumpcloud'])
  })
})
