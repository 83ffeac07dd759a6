import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { bearerToken, listenScimServer } from '../mocks/scim-server/index.ts'
import { root } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const execute = promisify(execFile)
const ENGINE = 'artillery-engine-scim-rehearsal'
const SCRIPT = `
config:
  target: '{{ $env.SCIM_TARGET }}'
  phases: [{ duration: 2, arrivalCount: 4 }]
  engines: { scim-rehearsal: {} }
scenarios: [{ engine: scim-rehearsal, flow: [] }]
`
const environment = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) }

/**
 * Artillery has 467 MB, so this test runs only on request: ARTILLERY=install installs it in a temporary folder,
 * ARTILLERY=/folder uses the copy that is installed there. It needs a built package (npm run build).
 */
describe('the Artillery engine', () => {
  const asked = process.env['ARTILLERY']

  it("runs lives of users on a real server, with Artillery's metrics", async function () {
    if (asked === undefined || asked === '') return this.skip()
    this.timeout(900_000)
    using temporary = temporaryFolder()
    const folder = asked === 'install' ? temporary.path : asked
    if (asked === 'install') {
      writeFileSync(join(folder, 'package.json'), '{ "private": true }')
      await execute('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', 'artillery@^2.0.34'], {
        cwd: folder,
        env: environment,
      })
    }
    const modules = join(folder, 'node_modules')
    // The package is copied, because a link would lead Node back to this checkout, in which the package is not
    // installed.
    mkdirSync(join(modules, ENGINE), { recursive: true })
    for (const file of ['package.json', 'index.js'])
      copyFileSync(join(root, 'examples/artillery-engine', file), join(modules, ENGINE, file))
    if (!existsSync(join(modules, 'scim-rehearsal'))) symlinkSync(root, join(modules, 'scim-rehearsal'))
    const script = join(folder, 'lives.yml')
    writeFileSync(script, SCRIPT)
    await using server = await listenScimServer({ authenticate: bearerToken('artillery') })
    const output = join(temporary.path, 'out.json')
    await execute(process.execPath, [join(modules, 'artillery/bin/run'), 'run', '--output', output, script], {
      cwd: folder,
      env: {
        ...environment,
        SCIM_TARGET: server.url,
        SCIM_TOKEN: 'artillery',
        ARTILLERY_DISABLE_TELEMETRY: 'true',
      },
    })
    const { aggregate } = JSON.parse(readFileSync(output, 'utf8'))
    expect(aggregate.counters).to.include({
      'vusers.created': 4,
      'vusers.completed': 4,
      'scim.requests': 28,
      'scim.codes.201': 4,
    })
    expect(Object.keys(aggregate.counters).filter((name) => name.startsWith('scim.errors'))).to.deep.equal([])
    expect(aggregate.summaries['scim.response_time']).to.have.property('p99').that.is.above(0)
    const left = await fetch(`${server.url}/Users`, { headers: { authorization: 'Bearer artillery' } })
    expect(await left.json()).to.include({ totalResults: 0 })
  })
})
