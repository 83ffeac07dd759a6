import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { readRecording } from '../harness/cli/recording.ts'
import { UsageError } from '../harness/cli/usage-error.ts'
import { type Ended, scimRehearsal } from './support/command.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const USER = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: '7',
  userName: 'ana',
  active: true,
  meta: { resourceType: 'User', location: 'https://app.example/scim/Users/7' },
}

const entry = (url: string, body: unknown = USER, status = 200): object => ({
  request: { method: 'GET', url, headers: [{ name: 'accept', value: 'application/scim+json' }] },
  response: {
    status,
    headers: [{ name: 'content-type', value: 'application/scim+json' }],
    content: { text: typeof body === 'string' ? body : JSON.stringify(body) },
  },
})
const har = (...entries: object[]): string => JSON.stringify({ log: { version: '1.2', entries } })

async function judging(name: string, text: string | Buffer, ...argv: string[]): Promise<Ended> {
  using folder = temporaryFolder()
  const file = join(folder.path, name)
  writeFileSync(file, text)
  return await scimRehearsal(['judge', file, ...argv])
}

/** Asserts a mistake of the caller: exit code 2, and one line that describes it. */
function expectUsageError({ code, stdout, stderr }: Ended, says: RegExp): void {
  expect(stderr).to.match(says)
  expect(stderr.trimEnd().split('\n'), 'lines').to.have.length(1)
  expect(stdout).to.equal('')
  expect(code).to.equal(2)
}

describe('judge', () => {
  const good = har(entry('https://app.example/scim/Users/7'))

  it('judges the exchanges below the base, and finds the base by the endpoint if none is given', async () => {
    for (const argv of [[], ['--verbose'], ['--base', 'https://app.example/scim/']]) {
      const { code, stdout } = await judging('good.har', good, ...argv)
      expect(stdout).to.match(/^pass\s+scim\.exchange\.id-is-string/m)
      expect(/^skip\s+scim\.exchange\./m.test(stdout)).to.equal(argv.includes('--verbose'))
      expect(code, stdout).to.equal(0)
    }
  })

  it('exits with 1 if a rule is violated', async () => {
    const { code, stdout } = await judging(
      'bad.har',
      har(entry('https://app.example/scim/Users/7', { ...USER, id: 7 })),
    )
    expect(stdout).to.match(/^fail\s+scim\.exchange\.id-is-string/m)
    expect(code).to.equal(1)
  })

  it('reads a HAR with a byte order mark, in UTF-16, and with another file name', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good, 'utf16le')])
    for (const [name, text] of [
      ['bom.har', `\uFEFF${good}`],
      ['utf16.har', utf16],
      ['traffic.json', good],
    ] as const)
      expect((await judging(name, text)).code, name).to.equal(0)
  })

  const broken: readonly (readonly [what: string, name: string, text: string, says: RegExp])[] = [
    ['a HAR that ends early', 'cut.har', '{"log":{"entries":[\n', /cut\.har is not a HAR: .*JSON/],
    ['an empty file', 'empty.har', '', /empty\.har is empty/],
    ['a file of blanks', 'blank.ndjson', '\n \n', /blank\.ndjson is empty/],
    ['a HAR without entries', 'none.har', '{"log":{}}', /it has no log\.entries/],
    ['JSON that is not an object', 'null.har', 'null', /it has no log\.entries/],
    ['an entry without a request', 'half.har', har({ response: {} }), /log\.entries\[0\] is not an exchange/],
    ['an entry that is null', 'nulls.har', '{"log":{"entries":[null]}}', /log\.entries\[0\] is not an exchange/],
    ['a relative URL', 'relative.har', har(entry('/scim/Users')), /request\.url must be an absolute URL, not "\/scim/],
    ['a tape with a line of prose', 'tape.ndjson', '\nhello\n', /tape\.ndjson:2 is not an exchange of a tape/],
    ['a tape of other JSON', 'other.ndjson', '{"a":1}\n', /other\.ndjson:1 is not an exchange: it has no request/],
    ['a HAR without an answer', 'silent.har', har(entry('https://a.example/Users', '', 0)), /has no exchange with/],
  ]
  for (const [what, name, text, says] of broken)
    it(`reports ${what} as a mistake of the caller`, async () => expectUsageError(await judging(name, text), says))

  it('reports a base without a scheme, and a missing file, as mistakes of the caller', async () => {
    for (const base of ['app.example/scim', 'ftp://app.example'])
      expectUsageError(await judging('good.har', good, '--base', base), /--base takes an absolute http or https URL/)
    expectUsageError(await judging('good.har', good, '--base', ''), /--base is empty/)
    expectUsageError(await scimRehearsal(['judge', '/nowhere/at/all.har']), /cannot be read \(ENOENT\)/)
    expectUsageError(await scimRehearsal(['judge', '/']), /\/ cannot be read: it is a folder/)
  })

  it('exits with 3 if there is nothing below the base, and passes nothing', async () => {
    for (const base of [
      'https://app.example/other',
      'https://app.example/sci',
      'https://app.example.evil.example/scim',
      'http://app.example/scim',
    ]) {
      const { code, stdout, stderr } = await judging('good.har', good, '--base', base)
      expect(stderr).to.include(`none of the 1 exchange`)
      expect(stderr).to.include(`is below ${base}; the first is GET https://app.example/scim/Users/7`)
      expect(stdout).to.equal('')
      expect(code, base).to.equal(3)
    }
  })

  it('ignores exchanges that are not SCIM, and exits with 3 if there are no others', async () => {
    const page = entry('https://app.example/index.html', '<!doctype html>', 429)
    expect((await judging('both.har', har(page, entry('https://app.example/scim/Users/7')))).code).to.equal(0)
    const { code, stderr } = await judging('page.har', har(page))
    expect(stderr).to.include('has a SCIM endpoint such as /Users in its URL')
    expect(code).to.equal(3)
  })

  it('reads any file, or reports it as a mistake of the caller', () => {
    using folder = temporaryFolder()
    const shape = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"log":{"entries":[${json}]}}`),
      fc
        .record({ request: fc.jsonValue(), response: fc.jsonValue(), id: fc.jsonValue() }, { requiredKeys: [] })
        .map((one) => har(one)),
      fc
        .record({ method: fc.jsonValue(), url: fc.oneof(fc.webUrl(), fc.jsonValue()), headers: fc.jsonValue() })
        .map((request) => har({ request, response: { status: 200, headers: request.headers, content: null } })),
    )
    fc.assert(
      fc.property(shape, fc.constantFrom('a.har', 'a.ndjson'), (text, name) => {
        const file = join(folder.path, name)
        writeFileSync(file, text)
        try {
          for (const { request } of readRecording(file).exchanges) new URL(request.url)
        } catch (error) {
          expect(error).to.be.instanceOf(UsageError)
          expect(String(error), 'one line').to.not.match(/\n/)
        }
      }),
    )
  })
})
