import { expect } from 'chai'
import type { Exchange } from '../../reports/index.ts'
import { isSecretHeader, maskExchange, maskHeader, maskSecrets, maskText } from './mask.ts'

const token = 'planted-secret-token'

describe('masking of exchanges', () => {
  const exchange: Exchange = {
    id: 'x1',
    cause: 'a-check',
    leg: 'scim',
    startedDateTime: '2026-01-01T00:00:00.000Z',
    time: 1,
    request: {
      method: 'POST',
      url: `https://host/Users?echo=${token}`,
      httpVersion: 'HTTP/1.1',
      headers: [
        { name: 'authorization', value: `Bearer ${token}` },
        { name: `x-${token}`, value: token },
      ],
      body: `{"note":"${token}"}`,
    },
    response: {
      status: 0,
      headers: [{ name: 'set-cookie', value: 'session=1' }],
      body: `echo ${token}`,
      error: `no answer to ${token}`,
    },
  }

  it('masks each part that may contain a secret, and no other', () => {
    expect(maskExchange(exchange, [token])).to.deep.equal({
      ...exchange,
      request: {
        method: 'POST',
        url: 'https://host/Users?echo=***',
        httpVersion: 'HTTP/1.1',
        headers: [
          { name: 'authorization', value: 'Bearer ***' },
          { name: 'x-***', value: '***' },
        ],
        body: '{"note":"***"}',
      },
      response: {
        status: 0,
        headers: [{ name: 'set-cookie', value: '***' }],
        body: 'echo ***',
        error: 'no answer to ***',
      },
    })
  })

  it('adds no body and no error', () => {
    const { body: _body, ...request } = exchange.request
    const { error: _error, ...response } = exchange.response
    const masked = maskExchange({ ...exchange, request, response }, [token])
    expect(masked.request).to.not.have.property('body')
    expect(masked.response).to.not.have.property('error')
  })
})

describe('forms of credentials', () => {
  for (const name of [
    ...['Authorization', 'Proxy-Authorization', 'Cookie', 'Set-Cookie', 'Set-Cookie2', 'X-Amz-Security-Token'],
    ...['X-Api-Key', 'ApiKey', 'X-Access-Key', 'AccessKey', 'X-Secret', 'X-Password', 'X-Credentials', 'Token'],
    ...['X-Auth-Token', 'X-CSRFToken', 'access_token', 'api_key', 'X-Hub-Signature'],
  ])
    it(`masks the header ${name}`, () => {
      expect(isSecretHeader(name)).to.equal(true)
      expect(maskHeader(name, 'anything', [])).to.equal('***')
    })

  it('masks no header that is not a credential', () => {
    for (const name of ['content-type', 'cookie-policy', 'x-tokens-left', 'x-cookie'])
      expect(maskHeader(name, 'anything', []), name).to.equal('anything')
  })

  for (const scheme of ['Basic', 'bearer', 'Digest', 'DPoP', 'Negotiate', 'Token', 'ApiKey'])
    it(`keeps the scheme ${scheme}`, () => {
      expect(maskHeader('authorization', `${scheme} some thing`, [])).to.equal(`${scheme} ***`)
    })

  for (const name of [
    ...['password', 'passwd', 'client_secret', 'clientSecret', 'client_assertion', 'access_token', 'accessToken'],
    ...['refresh_token', 'id_token', 'sharedSecret', 'api_key', 'apiKey', 'private_key', 'privateKey'],
  ])
    it(`masks the member and the parameter ${name}`, () => {
      expect(maskText(`{"${name}":"abc","other":"d"}`, [])).to.equal(`{"${name}":"***","other":"d"}`)
      expect(maskText(`/path?${name}=abc&other=d`, [])).to.equal(`/path?${name}=***&other=d`)
    })

  for (const name of ['token', 'code', 'sig', 'signature', 'secret', 'subscription-key'])
    it(`masks the parameter ${name}, not a member or another parameter`, () => {
      expect(maskText(`${name}=abc&x=1`, [])).to.equal(`${name}=***&x=1`)
      expect(maskText(`/path#${name}=abc`, [])).to.equal(`/path#${name}=***`)
      for (const text of [`{"${name}":"abc"}`, `/path?x-${name}=abc`]) expect(maskText(text, [])).to.equal(text)
    })
})

describe('ranges of secrets', () => {
  it('masks overlapping secrets, and a secret within another, as one', () => {
    expect(maskText('a planted-secret-token-one b', ['planted-secret-token-one', 'secret-token'])).to.equal('a *** b')
    expect(maskText('a planted-secret-token b', ['planted-secret', 'secret-token'])).to.equal('a *** b')
  })

  it('does not split the escape that follows a truncated secret', () => {
    const json = JSON.stringify({ echo: 'planted-s"' })
    expect(maskSecrets(json, ['planted-s\\ecret-token'])).to.equal('{"echo":"***\\""}')
  })

  it('removes at most four levels of escapes', () => {
    const escaped = (levels: number): string =>
      Array.from({ length: levels }).reduce<string>((text) => encodeURIComponent(text), '<planted secret token>')
    expect(maskText(escaped(4), ['planted secret token'])).to.not.include('token')
    expect(maskText(escaped(6), ['planted secret token'])).to.equal(escaped(6))
  })
})
