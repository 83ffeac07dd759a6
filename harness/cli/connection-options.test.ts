import { expect } from 'chai'
import { tokenSourceOf } from './oauth-flags.ts'
import { connectionOf } from './target-flags.ts'
import { UsageError } from './usage-error.ts'

describe('options of a connection', () => {
  for (const [name, value, isRight] of [
    ['a host and a port', 'proxy.example:3128', true],
    ['a URL with a password', 'http://user:pass@proxy.example:3128/', true],
    ['a mistyped scheme', 'htp:/user:password@proxy.example', false],
    ['another scheme', 'socks5://user:password@proxy.example', false],
    ['a path', 'http://proxy.example/password', false],
    ['words', 'not a password', false],
  ] as const) {
    it(`accept a proxy only as an HTTP URL without a path, and do not quote a wrong one: ${name}`, () => {
      const read = (): unknown => connectionOf({}, { HTTP_PROXY: value })
      if (isRight) expect(read()).to.have.property('proxy')
      else
        expect(read)
          .to.throw(UsageError, /^HTTP_PROXY in the environment is not the URL of an HTTP proxy/)
          .and.to.have.property('message')
          .that.does.not.include('password')
    })
  }

  it('are rejected if they belong to a token URL that is missing', () => {
    expect(tokenSourceOf({})).to.deep.equal({})
    for (const [flags, name] of [
      [{ oauthClientId: 'entra' }, '--oauth-client-id'],
      [{ oauthClientSecret: 'secret' }, '--oauth-client-secret'],
      [{ federatedKeysPort: 8080 }, '--federated-keys-port'],
    ] as const)
      expect(() => tokenSourceOf(flags)).to.throw(UsageError, `${name} needs --oauth-token-url`)
  })
})
