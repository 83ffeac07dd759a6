import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { demandedToken, hostOf } from './serve-place.ts'
import { UsageError } from './usage-error.ts'

describe('the address of serve', () => {
  it('is loopback, in any spelling, without a token', () => {
    for (const host of ['127.0.0.1', '127.0.0.2', 'localhost', '::1', '[::1]', 'app.localhost', 'LOCALHOST'])
      expect(hostOf({ host }, undefined)).to.equal(host)
    expect(hostOf({}, undefined)).to.equal('127.0.0.1')
  })

  it('is another one only with a token', () => {
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

  it('is from --token or --token-file, else from the environment, else missing', () => {
    expect(demandedToken({ token: 'a' }, { SCIM_TOKEN: 'b' })).to.equal('a')
    expect(demandedToken({ tokenFile: file('a\n') }, { SCIM_TOKEN: 'b' })).to.equal('a')
    expect(demandedToken({}, { SCIM_TOKEN: 'b' })).to.equal('b')
    expect(demandedToken({}, { SCIM_TOKEN: '' })).to.equal(undefined)
    expect(demandedToken({}, {})).to.equal(undefined)
    for (const written of ['a', 'a\n', 'a\r\n', 'a\n\n', '\uFEFFa\n', Buffer.from('a\n', 'utf16le')])
      expect(demandedToken({ tokenFile: file(written) }, {})).to.equal('a')
  })

  it('is never quoted in an error', () => {
    mkdirSync(join(folder, 'inner'))
    const secret = 'secret words'
    const cases: readonly (readonly [Parameters<typeof demandedToken>[0], Record<string, string>, RegExp])[] = [
      [{ token: 'a', tokenFile: file('a') }, {}, /not both/],
      [{ tokenFile: join(folder, 'missing') }, {}, /cannot be read/],
      [{ tokenFile: join(folder, 'inner') }, {}, /not a file/],
      [{ tokenFile: '/dev/zero' }, {}, /not a file/],
      [{ token: '' }, {}, /--token is empty/],
      [{ token: secret }, {}, /--token must be/],
      [{ token: 'a\nb' }, {}, /contains a line break/],
      [{}, { SCIM_TOKEN: secret }, /SCIM_TOKEN must be/],
    ]
    for (const [flags, environment, says] of cases)
      expect(() => demandedToken(flags, environment))
        .to.throw(UsageError, says)
        .with.property('message')
        .that.does.not.include('secret')
    const files: readonly (readonly [written: string | Uint8Array, says: RegExp])[] = [
      ['', /is empty/],
      ['\n', /is empty/],
      ['a\nb\n', /contains a line break/],
      [secret, /more than one word/],
      ['\u0000', /contains the control character U\+0000/],
      ['ä', /--token-file must be/],
      ['€', /contains U\+20AC/],
    ]
    for (const [written, says] of files)
      expect(() => demandedToken({ tokenFile: file(written) }, {}), String(written)).to.throw(UsageError, says)
    expect(() => demandedToken({ tokenFile: file('x'.repeat(70_000)) }, {})).to.throw(UsageError, /more than 64 KiB/)
  })

  it('is a header value or rejected, for any content of the file', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        try {
          expect(demandedToken({ tokenFile: file(bytes) }, {})).to.match(/^[!-~]+$/)
        } catch (error) {
          expect(error).to.be.instanceOf(UsageError)
        }
      }),
      { numRuns: 200 },
    )
  })
})
