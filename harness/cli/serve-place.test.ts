import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { hostOf, tokenOf } from './serve-place.ts'
import { UsageError } from './usage-error.ts'

describe('where serve listens', () => {
  it('is loopback, whichever way it is written, without a token', () => {
    for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '::1', '[::1]', 'app.localhost', 'LOCALHOST'])
      expect(hostOf({ host }, undefined)).to.equal(host)
    expect(hostOf({}, undefined)).to.equal('127.0.0.1')
  })

  it('is anything else with a token alone', () => {
    for (const host of [
      '0.0.0.0',
      '::',
      '[::]',
      '192.168.1.5',
      'example.com',
      '127.0.0.1.example.com',
      'localhost.example',
      '1271.0.0.1',
      '10.0.0.1',
      'fe80::1%eth0',
      '0',
    ]) {
      expect(hostOf({ host }, 'token'), host).to.equal(host)
      expect(() => hostOf({ host }, undefined), host).to.throw(UsageError, /needs a token/)
    }
    for (const host of ['', ' ', 'a b', 'http://x', 'a/b', 'a\nb', 'a@b'])
      expect(() => hostOf({ host }, 'token'), host).to.throw(UsageError, /--host takes an address/)
  })
})

describe('the token of serve', () => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'serve-place-'))
  })
  after(() => rmSync(folder, { recursive: true }))
  const file = (content: string | Uint8Array): string => {
    writeFileSync(join(folder, 'token'), content)
    return join(folder, 'token')
  }

  it('is that of --token or --token-file, else of the environment, else none', () => {
    expect(tokenOf({ token: 'a' }, { SCIM_TOKEN: 'b' })).to.equal('a')
    expect(tokenOf({ tokenFile: file('a\n') }, { SCIM_TOKEN: 'b' })).to.equal('a')
    expect(tokenOf({}, { SCIM_TOKEN: 'b' })).to.equal('b')
    expect(tokenOf({}, { SCIM_TOKEN: '' })).to.equal(undefined)
    expect(tokenOf({}, {})).to.equal(undefined)
    for (const written of ['a', 'a\n', 'a\r\n', '\uFEFFa\n'])
      expect(tokenOf({ tokenFile: file(written) }, {})).to.equal('a')
  })

  it('is refused without being told', () => {
    mkdirSync(join(folder, 'inner'))
    const secret = 'secret words'
    const cases: readonly (readonly [Parameters<typeof tokenOf>[0], Record<string, string>, RegExp])[] = [
      [{ token: 'a', tokenFile: file('a') }, {}, /exclude each other/],
      [{ tokenFile: join(folder, 'missing') }, {}, /cannot be read/],
      [{ tokenFile: join(folder, 'inner') }, {}, /is not a file/],
      [{ tokenFile: '/dev/zero' }, {}, /is not a file/],
      [{ token: '' }, {}, /--token must be/],
      [{ token: secret }, {}, /--token must be/],
      [{ token: 'a\nb' }, {}, /--token must be/],
      [{}, { SCIM_TOKEN: secret }, /SCIM_TOKEN must be/],
    ]
    for (const [flags, environment, says] of cases)
      expect(() => tokenOf(flags, environment))
        .to.throw(UsageError, says)
        .with.property('message')
        .that.does.not.include('secret')
    for (const written of ['', '\n', 'a\nb\n', secret, '\u0000', 'a\n\n', Buffer.from('a', 'utf16le'), 'ä'])
      expect(() => tokenOf({ tokenFile: file(written) }, {}), String(written)).to.throw(
        UsageError,
        /--token-file must be/,
      )
    expect(() => tokenOf({ tokenFile: file('x'.repeat(70_000)) }, {})).to.throw(UsageError, /has 70000 bytes/)
  })

  it('is a header value or refused, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        try {
          expect(tokenOf({ tokenFile: file(bytes) }, {})).to.match(/^[!-~]+$/)
        } catch (error) {
          expect(error).to.be.instanceOf(UsageError)
        }
      }),
      { numRuns: 200 },
    )
  })
})
