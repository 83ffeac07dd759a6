import { execFile } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { createJumpCloudApi } from '../../mocks/jumpcloud-api/index.ts'
import { listenJumpCloudScim } from '../../mocks/jumpcloud-scim/index.ts'
import { root, scimRehearsal } from '../support/command.ts'
import { serving } from '../support/serving.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const TOKEN = 'graph-token-of-the-test'
const API_KEY = 'jumpcloud-key-of-the-test'
const run = promisify(execFile)

/** Sends a request over TLS; the authority is in a file. */
function ask(url: string, caFile: string, token = TOKEN): Promise<{ status: number; body: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const options = { ca: readFileSync(caFile), headers: { authorization: `Bearer ${token}` } }
    get(url, options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Record<string, unknown> }),
      )
    }).on('error', reject)
  })
}

describe('serve entra', () => {
  it("runs the example's script against JumpCloud, over TLS, and continues from --state after it was killed", async () => {
    using folder = temporaryFolder()
    await using api = await createJumpCloudApi({ apiKey: API_KEY }).listen()
    await using front = await listenJumpCloudScim({ apiUrl: api.url, hasCredentials: true })
    const [ca, state] = [join(folder.path, 'ca.pem'), join(folder.path, 'tenant.db')]
    const argv = [
      'serve',
      'entra',
      '--port',
      '0',
      '--users',
      '40',
      '--ca-out',
      ca,
      '--state',
      state,
      '--interval',
      '1h',
    ]
    const environment = { SCIM_TOKEN: TOKEN }

    let printed = ''
    let script: Promise<string> | undefined
    const killed = await scimRehearsal(argv, {
      environment,
      onOutput: (output, kill) => {
        const url = /^entra (https:\/\/localhost:\d+\/v1\.0)\n/.exec(output)?.[1]
        if (url === undefined || script !== undefined) return
        script = run(process.execPath, [join(root, 'examples/graph/configure-jumpcloud.mjs')], {
          env: {
            ...process.env,
            NODE_EXTRA_CA_CERTS: ca,
            GRAPH_URL: url,
            GRAPH_TOKEN: TOKEN,
            TENANT_URL: front.url,
            SECRET_TOKEN: API_KEY,
          },
        })
          .then(({ stdout }) => {
            printed = stdout
            return stdout
          })
          .finally(() => kill('SIGKILL'))
        script.catch(() => {})
      },
    })
    await script
    expect(killed.code).to.equal(null)
    expect(printed).to.match(
      /Test Connection[\s\S]*Export: Success[\s\S]*Succeeded: 5 read, 4 written[\s\S]*create success/,
    )
    const users = await fetch(`${api.url}/api/systemusers`, { headers: { 'x-api-key': API_KEY } })
    const { results } = (await users.json()) as { results: { state: string; activated: boolean }[] }
    expect(results.map(({ activated }) => activated)).to.deep.equal([false, false, false, false, false])

    expect(statSync(state).mode & 0o077).to.equal(0)
    expect(statSync(`${state}.key`).mode & 0o077).to.equal(0)
    expect(readFileSync(state, 'latin1')).to.not.include(API_KEY)
    const again = await serving(
      argv.slice(1),
      async (url) => {
        const unknown = await ask(`${url}/servicePrincipals`, ca, 'other')
        const { body } = await ask(`${url}/auditLogs/provisioning?$filter=provisioningAction%20eq%20'create'`, ca)
        return [unknown.status, (body['value'] as unknown[]).length]
      },
      { environment },
    )
    expect(again).to.deep.equal([401, 5])
  })

  it('responds without TLS on 127.0.0.1, and describes itself', async () => {
    const answers = await serving(
      ['entra', '--port', '0', '--permission', 'User.Read.All', '--recorder'],
      async (url) => {
        expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/v1\.0$/)
        const { origin } = new URL(url)
        const statuses: number[] = []
        for (const path of ['/v1.0/users', '/v1.0/servicePrincipals', '/openapi.json', '/__recorder', '/__clock'])
          statuses.push((await fetch(origin + path, { headers: { authorization: 'Bearer x' } })).status)
        return statuses
      },
    )
    expect(answers).to.deep.equal([200, 403, 200, 200, 200])
  })

  it('rejects impossible options in one line', async () => {
    using folder = temporaryFolder()
    const fidelity = join(folder.path, 'fidelity.json')
    writeFileSync(fidelity, '{"schemaVersion":1,"dialect":"new"}')
    for (const [argv, says] of [
      [['entra', '--fidelity', fidelity], /^--fidelity .+: dialect must be legacy or flagged, not "new"/],
      [['scim-server', '--fidelity', fidelity], /^--fidelity is an option of entra, which this command does not serve/],
      [
        ['scim-server', '--ca-out', join(folder.path, 'ca.pem')],
        /^--ca-out is an option of entra, which this command does not serve/,
      ],
      [['entra', '--switch', 'entra.matching=never'], /matching takes before-scope or after-scope/],
    ] as const) {
      const { code, stderr } = await scimRehearsal(['serve', ...argv, '--port', '0'])
      expect([code, stderr.trim().split('\n').length], stderr).to.deep.equal([2, 1])
      expect(stderr).to.match(says)
    }
    expect(existsSync(join(folder.path, 'ca.pem'))).to.equal(false)
  })
})
