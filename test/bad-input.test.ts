import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { answeringServer } from './support/answering-server.ts'
import { scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

async function rehearse(...argv: string[]): Promise<{ code: number | null; output: string; result: string }> {
  using out = temporaryFolder()
  const { code, stdout, stderr } = await scimRehearsal(['run', '--out', out.path, ...argv])
  const file = join(out.path, 'result.json')
  const output = stdout + stderr
  expect(output, 'a stack trace').to.not.match(/^\s+at .*:\d+:\d+/m)
  return { code, output, result: existsSync(file) ? readFileSync(file, 'utf8') : '' }
}

describe('bad input', () => {
  it('an unreachable host: 3, and what to check', async () => {
    const { code, output, result } = await rehearse('--target', 'http://127.0.0.1:1/scim')
    expect(code).to.equal(3)
    expect(output).to.match(/cannot be reached: ECONNREFUSED; check the URL/)
    expect(JSON.parse(result)).to.have.property('verdict', 'untestable')
  })

  it('a rejected token: 3, and which option to check', async () => {
    await using server = await answeringServer((_request, response) => void response.writeHead(401).end())
    const { code, output } = await rehearse('--target', server.url, '--token', 'wrong-token')
    expect(code).to.equal(3)
    expect(output).to.match(/rejected the credentials \(401\); check --token/)
  })

  it('a redirect to a login page: 3, and the message says so', async () => {
    await using server = await answeringServer(
      (_request, response) => void response.writeHead(302, { location: '/login' }).end(),
    )
    const { code, output } = await rehearse('--target', server.url)
    expect(code).to.equal(3)
    expect(output).to.match(/redirects to \/login, a login page/)
  })

  it('HTML in place of SCIM: 3, and the message says that the base URL is wrong', async () => {
    await using server = await answeringServer(
      (_request, response) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Welcome'),
    )
    const { code, output } = await rehearse('--target', server.url)
    expect(code).to.equal(3)
    expect(output).to.match(/answers HTML where SCIM is expected/)
  })

  it('a server that hangs: 3 after the time-out', async () => {
    await using server = await answeringServer(() => {})
    const { code, output } = await rehearse('--target', server.url, '--timeout', '200')
    expect(code).to.equal(3)
    expect(output).to.match(/did not answer within 200 ms; raise --timeout/)
  })

  it('a command that does not start: 3, with its last output', async () => {
    const { code, output } = await rehearse(
      '--target',
      'http://127.0.0.1:{port}/scim',
      '--spawn',
      'echo no licence >&2; exit 7',
    )
    expect(code).to.equal(3)
    expect(output).to.match(/did not start: it ended with 7/)
    expect(output).to.include('no licence')
    expect(output, 'without a tape, reports are written all the same').to.not.include('failed:')
  })

  const usage: readonly (readonly [name: string, argv: readonly string[], output: RegExp])[] = [
    ['an unknown flag', ['--tarket', 'x'], /unknown option '--tarket' \(Did you mean --target\?\)/],
    [
      'an unknown value',
      ['--observe', 'jumpclod'],
      /--observe takes scim, jumpcloud, not "jumpclod"; did you mean jumpcloud\?/,
    ],
    ['an unknown suite', ['--suite', 'rfc9999'], /unknown suite rfc9999; available: entra, .*\bgallery\b/],
    [
      'a glob without a check',
      ['--check', 'scim.patch.remove-everything'],
      /no check matches scim\.patch\.remove-everything/,
    ],
    ['an unknown reporter', ['--reporter', 'junitt'], /did you mean junit\?/],
    ['no URL', ['--target', 'localhost/scim'], /is not a Tenant URL; give the SCIM base URL/],
    ['another query', ['--target', 'http://localhost/scim?tenant=1'], /only \?aadOptscim062020 is supported/],
    ['a wrong rate', ['--rate', 'fast'], /--rate takes requests per second/],
    ['--spawn alone', ['--spawn', 'true'], /--spawn needs --target/],
    [
      'jumpcloud observed from afar',
      ['--target', 'http://127.0.0.1:1', '--observe', 'jumpcloud'],
      /start it with --spawn/,
    ],
    ['a missing schema', ['--schema', 'nowhere.json'], /nowhere\.json cannot be read \(ENOENT\)/],
  ]
  for (const [name, argv, output] of usage) {
    it(`${name}: 2, and one line`, async () => {
      const ended = await rehearse(...argv)
      expect(ended.output).to.match(output)
      expect(ended.code).to.equal(2)
      expect(ended.output.trim().split('\n').length, ended.output).to.equal(1)
    })
  }

  it('a file that is not a schema: 2, with every problem by rule, mapping and row', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, 'schema.json')
    const row = (target: string, expression: string) => ({
      targetAttributeName: target,
      matchingPriority: 1,
      source: { expression, name: 'x', type: 'Attribute', parameters: [] },
    })
    const mapping = {
      name: 'Users',
      targetObjectName: 'User',
      attributeMappings: [row('userName', '[mail]'), row('title', 'Joinn("a")')],
    }
    writeFileSync(file, JSON.stringify({ synchronizationRules: [{ name: 'Rule', objectMappings: [mapping] }] }))
    const { code, output } = await rehearse('--schema', file)
    expect(code).to.equal(2)
    expect(output).to.match(/Rule › Users › row 2 \(title\): unknown function Joinn; did you mean Join\?/)
    expect(output).to.match(/userName and title share the matching precedence 1/)
  })
})
