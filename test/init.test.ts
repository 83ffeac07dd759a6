import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { promisify } from 'node:util'
import { type ValidationState, validateAction, validateWorkflow } from '@action-validator/core'
import { expect } from 'chai'
import { validate as validateDockerfile } from 'dockerfile-utils'
import { parse } from 'yaml'
import { initCommand } from '../harness/cli/init.ts'
import { configFaults, configSchema } from '../harness/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { root, scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8')
const faults = (state: ValidationState): unknown[] => state.errors ?? []
const page = read('docs', 'ci.md')
const [github = '', action = '', gitlab = '', azure = ''] = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(
  ([, text = '']) => text,
)

describe('init', () => {
  it('writes a configuration that run accepts, and a workflow; overwrites nothing', async () => {
    using folder = temporaryFolder()
    await using server = await listenScimServer({ token: 'secret-of-this-test' })
    const options = { folder: folder.path, environment: { SCIM_TOKEN: 'secret-of-this-test' } }
    const init = await scimRehearsal(['init', '--target', server.url, '--ci', 'github'], options)
    expect(init.stderr).to.equal('')
    expect(init.stdout).to.match(/^wrote rehearsal\.config\.ts\nwrote \.github\/workflows\/scim-rehearsal\.yml\n/)
    const run = await scimRehearsal(['run', '--suite', 'rfc9865', '--out', 'out'], options)
    expect(run.code, run.stdout + run.stderr).to.equal(0)
    expect(run.stdout).to.include(server.url)
    const again = await scimRehearsal(['init'], options)
    expect([again.code, again.stderr]).to.deep.equal([2, 'rehearsal.config.ts exists already; --force overwrites it\n'])
  })

  it('writes JSON that its schema describes', async () => {
    using folder = temporaryFolder()
    await scimRehearsal(['init', '--json', '--target', 'https://host/scim'], { folder: folder.path })
    const config = JSON.parse(readFileSync(join(folder.path, 'rehearsal.config.json'), 'utf8')) as object
    expect(Object.keys((configSchema as { properties: object }).properties)).to.include.members(Object.keys(config))
  })

  for (const [ci, shown] of [
    ['github', github],
    ['gitlab', gitlab],
    ['azure', azure],
  ] as const) {
    it(`writes the ${ci} workflow that docs/ci.md shows`, async () => {
      using folder = temporaryFolder()
      const { stdout } = await scimRehearsal(['init', '--target', 'https://host/scim', '--ci', ci], {
        folder: folder.path,
      })
      const [, , file = ''] = /wrote (.*)\nwrote (.*)\n/.exec(stdout) ?? []
      expect(readFileSync(join(folder.path, file), 'utf8')).to.equal(shown)
      expect(parse(shown)).to.be.an('object')
    })
  }
})

describe('init --ci without a target', () => {
  it('is a usage error if no user can be asked, and writes nothing', async () => {
    using folder = temporaryFolder()
    const { code, stderr } = await scimRehearsal(['init', '--ci', 'github'], { folder: folder.path })
    expect([code, stderr.trim()]).to.deep.equal([
      2,
      '--ci github needs --target, the SCIM base URL that the workflow tests, such as --target https://host/scim/v2',
    ])
    expect(readdirSync(folder.path)).to.deep.equal([])
  })

  it('asks on a terminal, and rejects an answer that is not a URL', async () => {
    using folder = temporaryFolder()
    const before = process.cwd()
    process.chdir(folder.path)
    try {
      const ask = async (answer: string): Promise<string> => {
        const output = new PassThrough()
        const streams = { input: Readable.from([`${answer}\n`]), output, isTerminal: true }
        await initCommand(streams).parseAsync(['--ci', 'gitlab'], { from: 'user' })
        return String(output.read())
      }
      expect(await ask('https://host/scim/v2')).to.include('SCIM base URL')
      expect(readFileSync('rehearsal.config.ts', 'utf8')).to.include("target: 'https://host/scim/v2',")
      const refused = await ask('').catch((error: Error) => error)
      expect(refused).to.be.an('error').with.property('name', 'UsageError')
    } finally {
      process.chdir(before)
    }
  })

  it('writes a configuration in which each commented line can be used', async () => {
    using folder = temporaryFolder()
    await scimRehearsal(['init', '--target', 'http://127.0.0.1:1/scim'], { folder: folder.path })
    const file = join(folder.path, 'rehearsal.config.ts')
    const text = readFileSync(file, 'utf8')
    const lines = [...text.matchAll(/^ {2}\/\/ (\w+: .*,)$/gm)].map(([, line = '']) => line)
    expect(lines.length).to.be.at.least(4)
    const { default: config } = (await import(
      `data:text/javascript,${encodeURIComponent(`export default {${lines.join('')}}`)}`
    )) as { default: unknown }
    expect(configFaults(config)).to.deep.equal([])
  })
})

describe('files for CI systems', () => {
  it('are valid workflows and a valid action of GitHub', () => {
    for (const workflow of [github, action]) expect(faults(validateWorkflow(workflow))).to.deep.equal([])
    expect(faults(validateAction(read('action.yml')))).to.deep.equal([])
    expect(faults(validateAction('name: x\nruns:\n  using: nothing\n')), 'a wrong action').to.not.deep.equal([])
  })

  it('contain a valid Dockerfile', () => {
    expect(validateDockerfile(read('Dockerfile'))).to.deep.equal([])
    expect(validateDockerfile('FRM node'), 'a wrong Dockerfile').to.not.deep.equal([])
  })

  it('contain an action whose script rehearses, reports the verdict, and exits as the command does', async () => {
    using folder = temporaryFolder()
    await using server = await listenScimServer({ token: 'secret-of-this-test' })
    const { runs } = parse(read('action.yml')) as { runs: { steps: { id?: string; run?: string }[] } }
    const script = runs.steps.find(({ id }) => id === 'rehearse')?.run ?? ''
    // Replaces npx, which would fetch the published package.
    const npx = join(folder.path, 'bin', 'npx')
    mkdirSync(dirname(npx))
    writeFileSync(npx, `#!/bin/sh\nshift 5\nexec "${process.execPath}" "${join(root, 'harness/cli/bin.ts')}" "$@"\n`)
    chmodSync(npx, 0o755)
    const outputs = join(folder.path, 'outputs')
    const environment = {
      ...process.env,
      PATH: `${dirname(npx)}${delimiter}${process.env['PATH'] ?? ''}`,
      GITHUB_OUTPUT: outputs,
      INPUT_TARGET: server.url,
      INPUT_CONFIG: '',
      CI: 'true',
      INPUT_ARGUMENTS: '--check scim.create.* --no-default-reporters --reporter json',
      INPUT_OUT: 'out',
      INPUT_PACKAGE: 'scim-rehearsal',
      SCIM_TOKEN: 'secret-of-this-test',
    }
    const run = (extra: Readonly<Record<string, string>>) =>
      promisify(execFile)('bash', ['-eo', 'pipefail', '-c', script], {
        cwd: folder.path,
        env: { ...environment, ...extra },
      })
    await run({})
    expect(readFileSync(outputs, 'utf8')).to.equal('verdict=conformant\nexit-code=0\n')
    writeFileSync(outputs, '')
    const codeOf = (extra: Readonly<Record<string, string>>): Promise<number> =>
      run(extra).then(
        () => 0,
        ({ code }: { code: number }) => code,
      )
    expect(await codeOf({ SCIM_TOKEN: 'another' })).to.equal(3)
    expect(readFileSync(outputs, 'utf8')).to.equal('verdict=untestable\nexit-code=3\n')
    for (const [name, extra] of [
      ['an empty target', { INPUT_TARGET: '' }],
      ['a blank target', { INPUT_TARGET: ' ' }],
      ['a configuration without a target', { INPUT_TARGET: '', INPUT_CONFIG: 'empty.json' }],
    ] as const) {
      writeFileSync(outputs, '')
      writeFileSync(join(folder.path, 'empty.json'), '{}')
      rmSync(join(folder.path, 'out'), { recursive: true, force: true })
      expect(await codeOf(extra), name).to.equal(2)
      expect(readFileSync(outputs, 'utf8'), name).to.equal('verdict=untestable\nexit-code=2\n')
    }
  })
})
