import { expect } from 'chai'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { EntraSwitches } from '../switches/index.ts'
import {
  type AssertionForm,
  clientCredentials,
  entraTokenIssuer,
  federatedIssuer,
  NON_GALLERY_AUDIENCE,
  requestToken,
  TokenRefused,
} from './index.ts'

const START = Date.parse('2026-01-01T00:00:00Z')

describe('OAuth client credentials', () => {
  const endpoint = (
    answer: (count: number) => { status: number; body: string },
    secretLocation?: EntraSwitches['oauthSecret'],
  ) => {
    const sent: { url: string; body: string; authorization: string | undefined }[] = []
    let now = START
    const authorization = clientCredentials({
      tokenUrl: 'https://host/token',
      clientId: 'id',
      clientSecret: 's3cret&=',
      now: () => new Date(now),
      ...(secretLocation === undefined ? {} : { secretLocation }),
      transport: ({ url, body = '', headers }) => {
        sent.push({ url, body, authorization: headers['authorization'] })
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

  it('fetch a token when it is needed, once for many requests, and again before it expires', async () => {
    const { sent, authorization, pass } = endpoint(token)
    const all = await Promise.all(Array.from({ length: 10 }, () => authorization()))
    expect(new Set(all.map((headers) => headers['authorization']))).to.deep.equal(new Set(['Bearer t1']))
    const basic = `Basic ${Buffer.from('id:s3cret%26%3D').toString('base64')}`
    expect(sent).to.deep.equal([
      { url: 'https://host/token', body: 'grant_type=client_credentials', authorization: basic },
    ])
    pass(3299)
    expect(await authorization()).to.deep.equal({ authorization: 'Bearer t1' })
    pass(1)
    expect(await authorization()).to.deep.equal({ authorization: 'Bearer t2' })
  })

  it('have the secret in the form body if the switch says so', async () => {
    const { sent, authorization } = endpoint(token, 'body')
    expect(await authorization()).to.deep.equal({ authorization: 'Bearer t1' })
    const body = 'grant_type=client_credentials&client_id=id&client_secret=s3cret%26%3D'
    expect(sent).to.deep.equal([{ url: 'https://host/token', body, authorization: undefined }])
  })

  it('are sent again after a rejection, whose message does not contain the secret', async () => {
    const { authorization } = endpoint((count) =>
      count === 1 ? { status: 401, body: '{"error":"invalid_client"}' } : token(count),
    )
    try {
      await authorization()
      expect.fail('a token was issued')
    } catch (error) {
      expect(error).to.be.instanceOf(TokenRefused)
      expect(String(error)).to.include('401').and.include('invalid_client').and.not.include('s3cret')
    }
    expect(await authorization()).to.deep.equal({ authorization: 'Bearer t2' })
  })

  for (const body of ['', '<html>', '[]', '{"access_token":7}', '{"token":"x"}']) {
    it(`do not accept ${JSON.stringify(body)} as a token`, async () => {
      const { authorization } = endpoint(() => ({ status: 200, body }))
      expect(await authorization().catch((error: unknown) => error)).to.be.instanceOf(TokenRefused)
    })
  }
})

describe('a token that Entra issues', () => {
  it('is validated with the served keys, as a server does it', async () => {
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

  it('can be invalid on purpose: another audience, or expired', async () => {
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

describe('a client assertion of workload identity federation', () => {
  /** Verifies assertions as a target's token service does, with the values that an administrator registered there. */
  const verdicts = async (...forms: AssertionForm[]) => {
    await using issuer = await federatedIssuer({ now: () => new Date() })
    const keys = createRemoteJWKSet(new URL(issuer.jwksUrl))
    const { audience, subject } = issuer
    return await Promise.all(
      forms.map(async (form) => {
        const verified = jwtVerify(await issuer.assertion(form), keys, { issuer: issuer.issuer, audience, subject })
        return verified.then(
          ({ payload }) => String(payload['ver']),
          (error: { code: string }) => error.code,
        )
      }),
    )
  }

  it('is accepted as Entra sends it, signed by any published key', async () => {
    expect(await verdicts('right', 'next-key')).to.deep.equal(['2.0', '2.0'])
  })

  it('is rejected in each wrong form', async () => {
    const claims = 'ERR_JWT_CLAIM_VALIDATION_FAILED'
    expect(await verdicts('other-audience', 'other-subject', 'other-issuer')).to.deep.equal([claims, claims, claims])
    expect(await verdicts('expired', 'withdrawn-key', 'forged', 'unsigned')).to.deep.equal([
      'ERR_JWT_EXPIRED',
      'ERR_JWKS_NO_MATCHING_KEY',
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      'ERR_JOSE_NOT_SUPPORTED',
    ])
  })

  it('has the audience with or without api://, depending on the switch', async () => {
    await using api = await federatedIssuer({ now: () => new Date(START) })
    await using bare = await federatedIssuer({ now: () => new Date(START), assertionAudience: 'bare' })
    expect(api.audience).to.equal(`api://${bare.audience}`)
  })

  it('is sent in the form of RFC 7523, without a secret', async () => {
    const sent: (string | undefined)[] = []
    const answer = await requestToken(
      { tokenUrl: 'https://host/token', clientId: 'id', scope: 'scim', assertion: () => Promise.resolve('a.b.c') },
      ({ body, headers }) => {
        sent.push(body, headers['authorization'])
        return Promise.resolve({ status: 200, headers: {}, body: '{"access_token":"t","expires_in":3600}' })
      },
    )
    expect(answer).to.include({ status: 200, token: 't', lifetime: 3600 })
    expect(sent).to.deep.equal([
      'grant_type=client_credentials&client_id=id&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=a.b.c&scope=scim',
      undefined,
    ])
  })
})
