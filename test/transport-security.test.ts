import { once } from 'node:events'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import { type CheckContext, rehearse, expect as scimExpect, type TlsFacts } from '../harness/index.ts'
import { jumpCloudSchema } from '../mocks/entra/index.ts'
import { listenScimServer, scimServer } from '../mocks/scim-server/index.ts'
import type { RehearsalResult } from '../reports/index.ts'
import { tlsKey, tlsValid } from '../suites/entra/transport.ts'
import { answeringServer } from './support/answering-server.ts'
import { pem } from './support/pem.ts'

/** Returns the outcomes of the checks of TLS for the reference server behind https. */
async function outcomesBehind(options: ServerOptions = {}): Promise<Record<string, string>> {
  const cert = pem('strong.cert.pem')
  const server = createServer({ cert, key: pem('strong.key.pem'), ...options }, express().use('/scim', scimServer({})))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { result } = await rehearse({
      schema: jumpCloudSchema,
      seed: 1,
      target: { url: `https://localhost:${(server.address() as AddressInfo).port}/scim`, ca: cert },
      selection: { checks: ['entra.tls.*'] },
    })
    expect(result.reason).to.equal(undefined)
    return Object.fromEntries(result.checks.map(({ id, outcome }) => [id.replace('entra.tls.', ''), outcome]))
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

describe('the judgement of TLS', () => {
  it('finds only a private authority if everything else is correct', async () => {
    expect(await outcomesBehind()).to.deep.equal({
      version: 'pass',
      cipher: 'pass',
      key: 'pass',
      valid: 'pass',
      trusted: 'warn',
    })
  })

  it('finds a server that supports only TLS 1.3', async () => {
    expect(await outcomesBehind({ minVersion: 'TLSv1.3' })).to.include({ version: 'fail', cipher: 'skip' })
  })

  it("finds a server with none of Entra's cipher suites", async () => {
    const ciphers = 'ECDHE-ECDSA-CHACHA20-POLY1305:TLS_CHACHA20_POLY1305_SHA256'
    expect(await outcomesBehind({ ciphers })).to.include({ version: 'pass', cipher: 'fail' })
  })

  // No client connects to a server with such a certificate, so only the judgement is called.
  for (const [name, check, facts] of [
    ['has ended', tlsValid, { validTo: new Date(Date.now() - 1) }],
    ['is not valid yet', tlsValid, { validFrom: new Date(Date.now() + 86_400_000) }],
    ['names another host', tlsValid, { matchesHost: false }],
    ['has a short RSA key', tlsKey, { key: { type: 'rsa', bits: 1024 } }],
    ['has a key on a short curve', tlsKey, { key: { type: 'ec', bits: 224 } }],
  ] as const) {
    it(`finds a certificate that ${name}`, async () => {
      const right = { validFrom: new Date(0), validTo: new Date(Date.now() + 90 * 86_400_000), matchesHost: true }
      const tls = async (): Promise<TlsFacts> => ({ offersSuite: true, offersVersion: true, ...right, ...facts })
      const context = { tls, expect: scimExpect, now: () => new Date() } as unknown as CheckContext
      const error = await Promise.resolve(check.run(context)).catch((fault: Error) => fault)
      expect((error as Error | undefined)?.name).to.equal('AssertionError')
    })
  }
})

describe('TLS as RFC 7644 requires it', () => {
  const selection = { checks: ['scim.tls.*'] }

  it('passes for the reference server over https', async () => {
    const tls = { key: pem('strong.key.pem'), cert: pem('strong.cert.pem') }
    await using server = await listenScimServer({ tls })
    const target = { url: server.url, ca: tls.cert }
    const { result } = await rehearse({ schema: jumpCloudSchema, seed: 1, target, selection })
    expect(result.checks.map(({ id, outcome }) => `${id}: ${outcome}`)).to.have.members([
      'scim.tls.required: pass',
      'scim.tls.version-1.2: pass',
    ])
  })

  it('cannot be judged if the certificate is not trusted, and the reason says so', async () => {
    await using server = await listenScimServer({
      tls: { key: pem('strong.key.pem'), cert: pem('strong.cert.pem') },
    })
    const { result } = await rehearse({ schema: jumpCloudSchema, seed: 1, target: { url: server.url }, selection })
    expect(result.verdict).to.equal('untestable')
    expect(result.reason).to.include('TLS connection')
  })
})

/** Rehearses with a token from a service that responds in a given way. */
async function withTokenService(
  answer: object,
  status = 200,
  places: readonly ('header' | 'body')[] = ['header', 'body'],
) {
  await using service = await answeringServer((request, response) => {
    let form = ''
    request.on('data', (chunk: Buffer) => {
      form += chunk.toString()
    })
    request.on('end', () => {
      const inHeader = request.headers.authorization === `Basic ${Buffer.from('entra:the-secret').toString('base64')}`
      const isKnown =
        (places.includes('header') && inHeader) ||
        (places.includes('body') && form.includes('client_secret=the-secret'))
      const isRight = form.includes('grant_type=client_credentials') && isKnown
      response.writeHead(isRight ? status : 400, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  await using server = await listenScimServer({ token: 'token-of-the-service' })
  const oauth = { tokenUrl: `${service.url}/token`, clientId: 'entra', clientSecret: 'the-secret' }
  const { result } = await rehearse({
    schema: jumpCloudSchema,
    seed: 1,
    target: { url: server.url, oauth },
    selection: { checks: ['entra.oauth.token', 'entra.oauth.secret-in-*', 'gallery.validate-credentials-test'] },
  })
  return result
}

const outcomesOf = ({ checks }: RehearsalResult): Record<string, string> =>
  Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]))

describe('a token by OAuth client credentials', () => {
  const good = { access_token: 'token-of-the-service', token_type: 'Bearer', expires_in: 3600 }

  it('is fetched for the run, and judged', async () => {
    const result = await withTokenService(good)
    expect(result.checks.map(({ outcome }) => outcome)).to.deep.equal(['pass', 'pass', 'pass', 'pass'])
    expect(result.summary).to.include('gallery validation would pass')
    expect(JSON.stringify(result)).to.not.include('token-of-the-service').and.not.include('the-secret')
  })

  for (const [what, answer] of [
    ['lasts five minutes', { ...good, expires_in: 300 }],
    ['lasts for ever', { ...good, expires_in: 86_400 }],
    ['is of another type', { ...good, token_type: 'mac' }],
    ['does not return its lifetime', { access_token: good.access_token, token_type: 'Bearer' }],
  ] as const) {
    it(`has a finding if it ${what}`, async () => {
      const result = await withTokenService(answer)
      expect(outcomesOf(result)).to.deep.equal({
        'entra.oauth.token': 'warn',
        'entra.oauth.secret-in-header': 'pass',
        'entra.oauth.secret-in-body': 'pass',
        'gallery.validate-credentials-test': 'fail',
      })
    })
  }

  it('is fetched with the secret in the form body if the header is rejected, which is a finding', async () => {
    expect(outcomesOf(await withTokenService(good, 200, ['body']))).to.deep.equal({
      'entra.oauth.token': 'pass',
      'entra.oauth.secret-in-header': 'fail',
      'entra.oauth.secret-in-body': 'pass',
      'gallery.validate-credentials-test': 'pass',
    })
  })

  it('has a finding if the secret is accepted only in the header', async () => {
    expect(outcomesOf(await withTokenService(good, 200, ['header']))).to.deep.equal({
      'entra.oauth.token': 'pass',
      'entra.oauth.secret-in-header': 'pass',
      'entra.oauth.secret-in-body': 'warn',
      'gallery.validate-credentials-test': 'fail',
    })
  })

  it('ends the run with a reason if it is rejected', async () => {
    const result = await withTokenService({ error: 'invalid_client' }, 401)
    expect(result.verdict).to.equal('untestable')
    expect(result.reason).to.include('invalid_client').and.to.include('client id')
  })
})
