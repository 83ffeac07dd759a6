import { expect } from 'chai'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { clientCredentials, entraTokenIssuer, NON_GALLERY_AUDIENCE, TokenRefused } from './index.ts'

const START = Date.parse('2026-01-01T00:00:00Z')

describe('OAuth client credentials', () => {
  const endpoint = (answer: (count: number) => { status: number; body: string }) => {
    const sent: { url: string; body: string }[] = []
    let now = START
    const authorization = clientCredentials({
      tokenUrl: 'https://host/token',
      clientId: 'id',
      clientSecret: 's3cret&=',
      now: () => new Date(now),
      transport: ({ url, body = '' }) => {
        sent.push({ url, body })
        return Promise.resolve({ headers: {}, ...answer(sent.length) })
      },
    })
    const pass = (seconds: number): void => {
      now += seconds * 1000
    }
    return { sent, authorization, pass }
  }
  const token = (count: number) => ({
    status: 200,
    body: JSON.stringify({ access_token: `t${count}`, token_type: 'Bearer', expires_in: 3600 }),
  })

  it('fetch a token when it is needed, once for many, and again before it ends', async () => {
    const { sent, authorization, pass } = endpoint(token)
    const all = await Promise.all(Array.from({ length: 10 }, () => authorization()))
    expect(new Set(all.map((headers) => headers['authorization']))).to.deep.equal(new Set(['Bearer t1']))
    expect(sent).to.deep.equal([
      { url: 'https://host/token', body: 'grant_type=client_credentials&client_id=id&client_secret=s3cret%26%3D' },
    ])
    pass(3299)
    expect(await authorization()).to.deep.equal({ authorization: 'Bearer t1' })
    pass(1)
    expect(await authorization()).to.deep.equal({ authorization: 'Bearer t2' })
  })

  it('are tried again after a refusal, which is told without the secret', async () => {
    const { authorization } = endpoint((count) =>
      count === 1 ? { status: 401, body: '{"error":"invalid_client"}' } : token(count),
    )
    try {
      await authorization()
      expect.fail('a token came')
    } catch (error) {
      expect(error).to.be.instanceOf(TokenRefused)
      expect(String(error)).to.include('401').and.include('invalid_client').and.not.include('s3cret')
    }
    expect(await authorization()).to.deep.equal({ authorization: 'Bearer t2' })
  })

  for (const body of ['', '<html>', '[]', '{"access_token":7}', '{"token":"x"}']) {
    it(`do not take ${JSON.stringify(body)} for a token`, async () => {
      const { authorization } = endpoint(() => ({ status: 200, body }))
      expect(await authorization().catch((error: unknown) => error)).to.be.instanceOf(TokenRefused)
    })
  }
})

describe("a token of Entra's own", () => {
  it('is validated as a server would, by the keys that are served', async () => {
    let now = Date.now()
    const tenantId = '6a7c1f0e-0000-4000-8000-5c1a5c1a5c1a'
    await using issuer = await entraTokenIssuer({ tenantId, now: () => new Date(now) })
    const keys = createRemoteJWKSet(new URL(issuer.jwksUrl))
    const { authorization = '' } = await issuer.authorization()
    const { payload, protectedHeader } = await jwtVerify(authorization.slice('Bearer '.length), keys, {
      issuer: `https://sts.windows.net/${tenantId}/`,
      audience: NON_GALLERY_AUDIENCE,
    })
    expect(payload).to.include({ appid: '00000014-0000-0000-c000-000000000000', appidacr: '2', tid: tenantId })
    expect(protectedHeader.alg).to.equal('RS256')
    expect(await issuer.authorization()).to.deep.equal({ authorization })
    now += 3300 * 1000
    expect((await issuer.authorization())['authorization']).to.not.equal(authorization)
  })

  it('can be wrong on purpose: another audience, already over', async () => {
    await using issuer = await entraTokenIssuer({ tenantId: 't', now: () => new Date() })
    const keys = createRemoteJWKSet(new URL(issuer.jwksUrl))
    const verify = (token: string) =>
      jwtVerify(token, keys, { audience: NON_GALLERY_AUDIENCE }).then(
        () => 'valid',
        (error: { code: string }) => error.code,
      )
    expect(await verify(await issuer.issue())).to.equal('valid')
    expect(await verify(await issuer.issue({ audience: 'other' }))).to.equal('ERR_JWT_CLAIM_VALIDATION_FAILED')
    expect(await verify(await issuer.issue({ lifetime: -10 }))).to.equal('ERR_JWT_EXPIRED')
  })
})
