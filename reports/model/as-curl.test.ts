import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import fc from 'fast-check'
import { asCurl, bodyFile, exchangeOfBodyFile } from './as-curl.ts'

const url = 'https://host.example/scim/Users'

/** What curl would be called with. */
const argumentsOf = (line: string): string[] =>
  execFileSync('sh', ['-c', `curl() { for one in "$@"; do printf '%s\\0' "$one"; done; }; ${line}`], {
    env: { SCIM_TOKEN: 'the-token' },
    encoding: 'utf8',
  })
    .split('\0')
    .slice(0, -1)

describe('a request as curl', () => {
  for (const [name, sent, argument] of [
    ['authorization', 'Bearer abc', 'Bearer the-token'],
    ['authorization', 'Basic YTpi', 'Basic the-token'],
    ['authorization', 'Basic ***', 'Basic the-token'],
    ['authorization', '***', 'Bearer the-token'],
    ['x-api-key', 'abc def', 'the-token'],
    ['x-tenant-key', '***', 'the-token'],
    ['x-tenant', 'blue', 'blue'],
  ] as const)
    it(`sends ${name}: ${sent} by the scheme that was sent`, () => {
      expect(argumentsOf(asCurl({ method: 'GET', url, headers: { [name]: sent } }))).to.deep.equal([
        '-i',
        url,
        '-H',
        `${name}: ${argument}`,
      ])
    })

  it('never cuts a body, and reads a long one from a file if there is one', () => {
    const body = `{"a":"${'x'.repeat(9000)}"}`
    const request = { method: 'POST', url, headers: {}, body }
    expect(argumentsOf(asCurl(request)).at(-1)).to.equal(body)
    const line = asCurl(request, bodyFile('x12'))
    expect(argumentsOf(line).slice(-2)).to.deep.equal(['--data-binary', '@bodies/x12.json'])
    expect(exchangeOfBodyFile(line)).to.equal('x12')
    expect(exchangeOfBodyFile(asCurl({ ...request, body: 'short' }, bodyFile('x12')))).to.equal(undefined)
  })

  it('gives any body to a shell unchanged', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((body) => !body.includes('\0'))
    fc.assert(
      fc.property(text, (body) => {
        expect(argumentsOf(asCurl({ method: 'POST', url, headers: {}, body })).at(-1)).to.equal(body)
      }),
      { numRuns: 30 },
    )
  })
})
