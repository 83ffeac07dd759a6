import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { expect } from 'chai'
import { root } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

/** Returns the code block of the README that imports a module. */
function readmeExample(name: string): string {
  const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(
    ([, code]) => code,
  )
  return blocks.find((code) => code?.includes(name)) ?? ''
}

/** The limits of an installation in an empty folder. */
const MAX_PACKAGES = 100
const MAX_MEGABYTES = 20

/** Counts the packages that npm installed, including nested ones. */
function installedPackages(folder: string): number {
  const lock = readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8')
  return Object.keys((JSON.parse(lock) as { packages: object }).packages).length
}

/** Returns links of a Markdown file to missing files. */
function brokenLinks(folder: string, file: string): string[] {
  const links = [...readFileSync(join(folder, file), 'utf8').matchAll(/\]\(([^)#\s]+)/g)].map(([, link = '']) => link)
  return links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(folder, link)))
}

describe('the package', () => {
  it('is packed, installed into an empty folder, and rehearses there', function () {
    this.timeout(300_000)
    using folder = temporaryFolder()
    const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` }
    const run = (command: string, argv: string[], cwd: string): string =>
      execFileSync(command, argv, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    run('npm', ['pack', '--pack-destination', folder.path], root)
    const tarball = readdirSync(folder.path).find((file) => file.endsWith('.tgz')) ?? 'none'
    writeFileSync(join(folder.path, 'package.json'), '{ "private": true, "type": "module" }')
    run('npm', ['install', '--no-audit', '--no-fund', join(folder.path, tarball)], folder.path)
    expect(installedPackages(folder.path), 'installed packages').to.be.at.most(MAX_PACKAGES)
    const [megabytes] = run('du', ['-sm', 'node_modules'], folder.path).split('\t')
    expect(Number(megabytes), 'MB of node_modules').to.be.at.most(MAX_MEGABYTES)
    const bin = join(folder.path, 'node_modules', '.bin', 'scim-rehearsal')
    expect(run(bin, ['run', '--embedded', '--suite', 'jumpcloud', '--out', 'out'], folder.path)).to.include(
      'CONFORMANT',
    )
    const installed = join(folder.path, 'node_modules', 'scim-rehearsal')
    expect(brokenLinks(installed, 'README.md')).to.deep.equal([])
    const schema = readFileSync(join(installed, 'dist/harness/config/rehearsal-config.schema.json'), 'utf8')
    expect(JSON.parse(schema)).to.have.nested.property('properties.target')
    const { run: ended } = JSON.parse(readFileSync(join(folder.path, 'out', 'result.json'), 'utf8'))
    expect(ended.command).to.match(/^npx scim-rehearsal run --embedded --suite jumpcloud --out out --seed \d+$/)
    expect(readFileSync(join(folder.path, 'out', 'report.html'), 'utf8')).to.include('data-part="result"')
    const tenant = ['provision', '--target', 'http://127.0.0.1:9/scim', '--users', '60', '--seed', '5', '--dry-run']
    const source = run(process.execPath, [join(root, 'harness/cli/bin.ts'), ...tenant], folder.path)
    expect(run(bin, tenant, folder.path), 'the same users from the reduced locales').to.equal(source)
    expect(run(bin, ['--version'], folder.path).trim()).to.match(/^\d+\.\d+\.\d+$/)
    writeFileSync(
      join(folder.path, 'use.js'),
      `import { rehearse, defineCheck } from 'scim-rehearsal'
import { evaluate, jumpCloudSchema } from 'scim-rehearsal/entra'
import { createJumpCloudApi } from 'scim-rehearsal/jumpcloud-api'
import { listenScimServer } from 'scim-rehearsal/scim-server'
import { listenJumpCloudScim } from 'scim-rehearsal/jumpcloud-scim'
import { renderJunit } from 'scim-rehearsal/reports'
import { USER_SCHEMA } from 'scim-rehearsal/protocol'
console.log([rehearse, defineCheck, evaluate, jumpCloudSchema, createJumpCloudApi, listenScimServer, listenJumpCloudScim, renderJunit, USER_SCHEMA].every(Boolean), evaluate('ToLower([mail])', { mail: 'A' }))`,
    )
    expect(run(process.execPath, ['use.js'], folder.path).trim()).to.equal('true a')
    writeFileSync(
      join(folder.path, 'described.js'),
      `import { jumpCloudDescription } from 'scim-rehearsal/jumpcloud-api'
import published from 'scim-rehearsal/jumpcloud-api/openapi.json' with { type: 'json' }
console.log(published.openapi, JSON.stringify(published) === JSON.stringify(jumpCloudDescription()))`,
    )
    expect(run(process.execPath, ['described.js'], folder.path).trim()).to.equal('3.1.0 true')
    writeFileSync(
      join(folder.path, 'without-msw.js'),
      "import('scim-rehearsal/jumpcloud-api/msw').catch((error) => console.log(error.message))",
    )
    expect(run(process.execPath, ['without-msw.js'], folder.path).trim()).to.equal(
      'scim-rehearsal/jumpcloud-api/msw needs the package msw: npm install --save-dev msw',
    )
    cpSync(join(installed, 'examples', 'mocha', 'scim.test.mjs'), join(folder.path, 'scim.test.mjs'))
    symlinkSync(join(root, 'node_modules', 'mocha'), join(folder.path, 'node_modules', 'mocha'))
    const mocha = [join(root, 'node_modules/mocha/bin/mocha.js'), 'scim.test.mjs', '--fgrep', '(entra.probe)']
    expect(run(process.execPath, mocha, folder.path)).to.match(/our SCIM server\n *SCIM rehearsal\n.* 1 passing/s)
    writeFileSync(
      join(folder.path, 'without-mocha.js'),
      "import { describeRehearsal } from 'scim-rehearsal/mocha'\ntry { describeRehearsal() } catch (error) { console.log(error.message) }",
    )
    expect(run(process.execPath, ['without-mocha.js'], folder.path)).to.match(
      /^describeRehearsal needs mocha, .*: npm install --save-dev mocha, /,
    )
    symlinkSync(join(root, 'node_modules', 'msw'), join(folder.path, 'node_modules', 'msw'))
    writeFileSync(join(folder.path, 'bridge.test.ts'), readmeExample('jumpCloudHandlers'))
    expect(run(process.execPath, ['--test', '--test-reporter', 'tap', 'bridge.test.ts'], folder.path)).to.match(
      /^# pass 2$/m,
    )
  })

  it('rejects an older Node with one line', async () => {
    const source = join(root, 'harness/cli/bin.ts')
    const script = `Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); import(${JSON.stringify(source)})`
    const ended = await new Promise<{ code: number | null; stderr: string }>((resolve) => {
      import('node:child_process').then(({ execFile }) => {
        const child = execFile(process.execPath, ['-e', script], (_error, _stdout, stderr) =>
          resolve({ code: child.exitCode, stderr }),
        )
      })
    })
    expect(ended.stderr.trim()).to.match(/^scim-rehearsal needs Node 24 or newer, this is 20\.1\.0: .*$/)
    expect(ended.code).to.equal(2)
  })
})
