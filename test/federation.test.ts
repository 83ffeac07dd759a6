import { expect } from 'chai'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { freePort, rehearse } from '../harness/index.ts'
import { federatedIdentity, jumpCloudSchema } from '../mocks/entra/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { answeringServer } from './support/answering-server.ts'
import { scimRehearsal } from './support/command.ts'

/** A check that a token service omits; `first-key-alone` reads only one key of the set. */
type Lapse = 'audience' | 'subject' | 'issuer' | 'expiry' | 'signature' | 'first-key-alone' | 'lifetime'

/** A token service as its developers would write it, with the values that an administrator registered. */
function tokenService(jwksUrl: string, lapse?: Lapse) {
  const { issuer, subject, audience } = federatedIdentity()
  const remote = createRemoteJWKSet(new URL(jwksUrl))
  const verify = async (assertion: string): Promise<void> => {
    if (lapse === 'signature') return void decodeJwt(assertion)
    const keys =
      lapse === 'first-key-alone'
        ? async () => {
            const { keys: all } = (await (await fetch(jwksUrl)).json()) as { keys: [object] }
            if (decodeProtectedHeader(assertion).kid !== 'scim-rehearsal-1') throw new Error('unknown key')
            return importJWK(all[0])
          }
        : remote
    await jwtVerify(assertion, keys as typeof remote, {
      ...(lapse === 'issuer' ? {} : { issuer }),
      ...(lapse === 'subject' ? {} : { subject }),
      ...(lapse === 'audience' ? {} : { audience }),
      ...(lapse === 'expiry' ? { clockTolerance: '10 years' } : {}),
    })
  }
  return answeringServer((request, response) => {
    let form = ''
    request.on('data', (chunk: Buffer) => {
      form += chunk.toString()
    })
    request.on('end', async () => {
      const fields = new URLSearchParams(form)
      const isRequest =
        fields.get('grant_type') === 'client_credentials' &&
        fields.get('client_id') === 'entra' &&
        fields.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
      const isValid =
        isRequest &&
        (await verify(fields.get('client_assertion') ?? '').then(
          () => true,
          () => false,
        ))
      const token = {
        access_token: 'federated-token',
        token_type: 'Bearer',
        expires_in: lapse === 'lifetime' ? 60 : 3600,
      }
      response
        .writeHead(isValid ? 200 : 401, { 'content-type': 'application/json' })
        .end(JSON.stringify(isValid ? token : { error: 'invalid_client' }))
    })
  })
}

const CHECKS = [
  'entra.oauth.federation',
  'entra.federation.*',
  'gallery.federated-identity-test',
  'gallery.validate-credentials-test',
]

async function rehearsed(lapse?: Lapse) {
  const keysPort = await freePort()
  await using service = await tokenService(`http://127.0.0.1:${keysPort}/discovery/v2.0/keys`, lapse)
  await using server = await listenScimServer({ token: 'federated-token' })
  const { result } = await rehearse({
    schema: jumpCloudSchema,
    seed: 1,
    target: { url: server.url, federation: { tokenUrl: `${service.url}/token`, clientId: 'entra', keysPort } },
    selection: { checks: CHECKS },
  })
  return result
}

const notPassed = async (lapse?: Lapse): Promise<string[]> =>
  (await rehearsed(lapse)).checks
    .filter(({ outcome }) => outcome !== 'pass')
    .map(({ id, outcome }) => `${id}: ${outcome}`)

describe('workload identity federation', () => {
  it('provides the token of a run, and Federated_Identity_Test passes', async () => {
    const result = await rehearsed()
    expect(result.checks.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id)).to.have.members([
      'entra.oauth.federation',
      'entra.federation.next-key',
      'entra.federation.audience',
      'entra.federation.subject',
      'entra.federation.issuer',
      'entra.federation.expired',
      'entra.federation.signature',
      'gallery.federated-identity-test',
    ])
    expect(result.summary).to.include('gallery validation would pass (1 of 2 tests pass, 1 are skipped)')
    expect(JSON.stringify(result)).to.not.include('federated-token')
  })

  for (const [lapse, expected] of [
    ['audience', ['entra.federation.audience: fail']],
    ['subject', ['entra.federation.subject: fail']],
    ['issuer', ['entra.federation.issuer: fail']],
    ['expiry', ['entra.federation.expired: fail']],
    ['first-key-alone', ['entra.federation.next-key: fail']],
    ['lifetime', ['entra.oauth.federation: warn', 'gallery.federated-identity-test: fail']],
    [
      'signature',
      ['audience', 'subject', 'issuer', 'expired', 'signature'].map((name) => `entra.federation.${name}: fail`),
    ],
  ] as const)
    it(`finds a token service that does not check: ${lapse}`, async () => {
      const skipped = 'gallery.validate-credentials-test: skip'
      expect(await notPassed(lapse)).to.have.members([...expected, skipped])
    })

  it('reports a rejection, and what to register', async () => {
    await using service = await answeringServer((_, response) => void response.writeHead(401).end('{}'))
    const federation = { tokenUrl: service.url, clientId: 'entra' }
    const { result } = await rehearse({
      schema: jumpCloudSchema,
      seed: 1,
      target: { url: `${service.url}/scim`, federation },
      selection: { checks: CHECKS },
    })
    expect(result.verdict).to.equal('untestable')
    expect(result.reason).to.include('401').and.to.include('issuer, subject, audience and address of the keys')
  })

  it('provides the token of provision', async () => {
    const keysPort = await freePort()
    await using service = await tokenService(`http://127.0.0.1:${keysPort}/discovery/v2.0/keys`)
    await using server = await listenScimServer({ token: 'federated-token' })
    const { code, stderr, stdout } = await scimRehearsal([
      ...[
        'provision',
        '--target',
        server.url,
        '--users',
        '1',
        '--federated',
        '--federated-keys-port',
        String(keysPort),
      ],
      ...['--oauth-token-url', `${service.url}/token`, '--oauth-client-id', 'entra'],
    ])
    expect(code, stderr + stdout).to.equal(0)
    expect(stderr).to.include(`keys http://127.0.0.1:${keysPort}/discovery/v2.0/keys`)
  })

  it('requires a URL of the keys that can be registered', async () => {
    const { code, stderr } = await scimRehearsal([
      ...['run', '--target', 'http://127.0.0.1:1', '--federated'],
      ...['--oauth-token-url', 'http://127.0.0.1:1', '--oauth-client-id', 'entra'],
    ])
    expect(code).to.equal(2)
    expect(stderr).to.include('--federated needs --federated-keys-port')
  })
})
