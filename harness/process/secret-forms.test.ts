import { expect } from 'chai'
import { ENCODINGS } from '../../test/hostile/support/planted.ts'
import { maskSecrets, maskText } from './mask.ts'

/** Encodings in which other bytes come before a secret or between its bytes, so that a short one is not recognised. */
const LONGER = ['Base64 behind one byte', 'Base64 behind two bytes', 'Base64 of UTF-16', 'cut short']

describe('forms of secrets', () => {
  it('masks a secret of eight characters within a word, a shorter one only as a whole word', () => {
    expect(maskText('x8letters', ['8letters'])).to.equal('x***')
    expect(maskText('x7letter 7letter', ['7letter'])).to.equal('x7letter ***')
    expect(maskSecrets('x8letters 7letter', ['8letters', '7letter'])).to.equal('x*** 7letter')
  })

  it('masks a short secret in each encoding of the whole secret', () => {
    for (const secret of ['pla-7', 'a"b/c+', 'héllo', '12345'])
      for (const [name, encode] of Object.entries(ENCODINGS).filter(([name]) => !LONGER.includes(name)))
        expect(maskText(`<${encode(secret)}>`, [secret]), `${secret}, ${name}`).to.match(/^<.*\*\*\*.*>$/)
  })

  it('masks a short secret as a whole word of a decoded string, and never within a word', () => {
    for (const [echo, masked] of [
      ['Bearer%20test&x=1', 'Bearer%20***&x=1'],
      ['{"a":"\\u0074est","b":"te\\u0073ting"}', '{"a":"***","b":"te\\u0073ting"}'],
      ['con%74est %74est.example', 'con%74est %74est.example'],
      ['xdGVzdA== dGVzdA==', 'xdGVzdA== ***=='],
    ] as const)
      expect(maskText(echo, ['test'])).to.equal(masked)
  })

  it('masks the credential of a header value without its scheme', () => {
    expect(maskText('got planted-secret-token', ['Bearer planted-secret-token'])).to.equal('got ***')
    expect(maskText('got planted-secret-token', ['\tplanted-secret-token\n'])).to.equal('got ***')
  })

  it('masks the content of Basic credentials, and also only the password', () => {
    for (const scheme of ['Basic', 'basic']) {
      const secrets = [`${scheme} ${Buffer.from('user:planted-password').toString('base64')}`]
      expect(maskText('user:planted-password failed', secrets), scheme).to.equal('*** failed')
      expect(maskText('planted-password failed', secrets), scheme).to.equal('*** failed')
    }
  })

  it('masks nothing that another scheme only seems to contain', () => {
    expect(maskText('another-word', [`Bearer ${Buffer.from('another-word').toString('base64')}`])).to.equal(
      'another-word',
    )
  })

  it('finds a secret in JSON whose writer escapes more than it must', () => {
    for (const echo of ['ab\\u002Bcdefgh\\u0026a', 'ab\\x2Bcdefgh\\u{26}a', 'ab\\u002bcdefgh&a'])
      expect(maskText(`{"echo":"${echo}"}`, ['ab+cdefgh&a']), echo).to.equal('{"echo":"***"}')
  })

  it('finds a secret that contains what looks like an escape under escapes of another kind', () => {
    for (const [secret, echo] of [
      ['ab"c%2Fdefgh', 'ab\\u0022c%2Fdefgh'],
      ['ab"c%2Fdefgh', 'ab&quot;c%2Fdefgh'],
      ['ab\\ncd"efgh', 'ab\\ncd%22efgh'],
    ] as const)
      expect(maskText(`<${echo}>`, ['other-secret-token', secret]), echo).to.equal('<***>')
  })
})
