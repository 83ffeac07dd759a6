import { expect } from 'chai'
import { maskSecrets, maskText } from './mask.ts'

describe('forms of secrets', () => {
  it('masks a secret of eight characters within a word, a shorter one only as a whole word', () => {
    expect(maskText('x8letters', ['8letters'])).to.equal('x***')
    expect(maskText('x7letter 7letter', ['7letter'])).to.equal('x7letter ***')
    expect(maskSecrets('x8letters 7letter', ['8letters', '7letter'])).to.equal('x*** 7letter')
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
