import { type Check, type CheckContext, defineCheck, type TlsFacts } from '../../harness/index.ts'
import type { TokenAnswer } from '../../mocks/entra/index.ts'

const dependsOn = ['tls'] as const
const DAY = 86_400_000
/** A certificate that expires within this number of days is reported. */
const MIN_DAYS_LEFT = 14
const MIN_RSA_BITS = 2048
const MIN_EC_BITS = 256

/** Returns the observed certificate; skips the check if no handshake succeeded. */
async function certificateOf({ tls, skip }: CheckContext): Promise<TlsFacts> {
  const facts = await tls()
  return facts.offersVersion ? facts : skip('no TLS 1.2 handshake succeeds', 'entra.tls.version')
}

/** Checks that the server accepts TLS 1.2. */
export const tlsVersion: Check = defineCheck({
  id: 'entra.tls.version',
  title: 'A TLS 1.2 handshake succeeds',
  requirements: ['entra.tls.version'],
  dependsOn,
  readOnly: true,
  async run({ tls, expect }) {
    expect((await tls()).offersVersion ? 'success' : 'failure', 'a TLS 1.2 handshake').to.equal('success')
  },
})

/** Checks that the server accepts one of the cipher suites that Entra offers. */
export const tlsSuite: Check = defineCheck({
  id: 'entra.tls.cipher',
  title: "The server offers one of Entra's eight cipher suites",
  requirements: ['entra.tls.cipher'],
  dependsOn,
  readOnly: true,
  async run(context) {
    const { offersSuite, suite } = await certificateOf(context)
    context.expect(suite, 'the cipher suite that the server chose').to.fit(() => offersSuite, "one of Entra's eight")
  },
})

/** Checks the length of the certificate's key. */
export const tlsKey: Check = defineCheck({
  id: 'entra.tls.key',
  title: "The certificate's key is long enough",
  requirements: ['entra.tls.key'],
  dependsOn,
  readOnly: true,
  async run(context) {
    const { key } = await certificateOf(context)
    const { type = 'unknown', bits = 0 } = key ?? {}
    if (type !== 'rsa' && type !== 'ec') return context.note(`the check does not judge keys of type ${type}`)
    const least = type === 'rsa' ? MIN_RSA_BITS : MIN_EC_BITS
    context.expect(bits, `bits of the ${type} key`).to.be.at.least(least)
  },
})

/** Checks the validity period of the certificate and its host names. */
export const tlsValid: Check = defineCheck({
  id: 'entra.tls.valid',
  title: 'The certificate is valid today, does not expire soon, and covers the host of the Tenant URL',
  requirements: ['entra.tls.valid'],
  dependsOn,
  readOnly: true,
  async run(context) {
    const { expect, warn } = context
    const { validFrom, validTo, matchesHost } = await certificateOf(context)
    const now = context.now().getTime()
    const [begins, ends] = [validFrom?.getTime() ?? 0, validTo?.getTime() ?? 0]
    expect(matchesHost ? 'the host' : 'other hosts', 'the certificate names').to.equal('the host')
    expect(now, `valid from ${validFrom?.toISOString()} to ${validTo?.toISOString()}`).to.be.within(begins, ends)
    const left = Math.floor((ends - now) / DAY)
    if (left < MIN_DAYS_LEFT) warn(`the certificate expires in ${left} days; provisioning stops then`)
  },
})

/** Checks that a public certificate authority issued the certificate. */
export const tlsTrusted: Check = defineCheck({
  id: 'entra.tls.trusted',
  title: 'A public authority issued the certificate',
  requirements: ['entra.tls.trusted'],
  dependsOn,
  readOnly: true,
  async run(context) {
    const { isTrusted, reason } = await certificateOf(context)
    context
      .expect(isTrusted ? 'trusted' : (reason ?? 'not trusted'), 'the certificate without --ca')
      .to.equal('trusted')
  },
})

const MIN_MINUTES = 60
const MAX_MINUTES = 360

/** Judges a token, obtained with client credentials or federation, by the requirements of the gallery. */
export async function judgeToken(
  { expect, scim }: CheckContext,
  { status, token, lifetime, tokenType }: TokenAnswer,
): Promise<void> {
  expect(status, 'status of the token endpoint').to.be.within(200, 299)
  // The token itself appears in no report.
  expect(token === undefined ? undefined : 'a token', 'access_token in the response').to.equal('a token')
  expect(String(tokenType).toLowerCase(), 'token_type').to.equal('bearer')
  const minutes = Math.floor((lifetime ?? 0) / 60)
  expect(minutes, 'minutes that the token lasts (expires_in)').to.be.within(MIN_MINUTES, MAX_MINUTES)
  const answer = await scim.anonymous.get('/Users?filter=userName%20eq%20%22nobody-of-this-name%22', {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer).to.be.success()
}

/** Checks the lifetime of a token obtained with client credentials, and that the server accepts it. */
export const oauthToken: Check = defineCheck({
  id: 'entra.oauth.token',
  title: 'A token for client credentials is valid for 60 to 360 minutes, and the server accepts it',
  requirements: ['entra.oauth.token'],
  readOnly: true,
  async run(context) {
    const { newToken = context.inapplicable(NO_SECRET) } = context
    await judgeToken(context, await newToken())
  },
})

const NO_SECRET = 'the run has no client secret; --oauth-token-url fetches tokens with one'

/** Checks that the client secret is accepted in the header and in the body of a token request. */
export const secretLocations: readonly Check[] = (['header', 'body'] as const).map((location) =>
  defineCheck({
    id: `entra.oauth.secret-in-${location}`,
    title: `A client secret in the ${location === 'header' ? 'Authorization header' : 'form body'} is accepted`,
    requirements: [`entra.oauth.secret-in-${location}`],
    readOnly: true,
    async run(context) {
      const { newToken = context.inapplicable(NO_SECRET) } = context
      const { status, token } = await newToken(location)
      context.expect(status, 'status of the token endpoint').to.be.within(200, 299)
      context.expect(token === undefined ? undefined : 'a token', 'access_token in the response').to.equal('a token')
    },
  }),
)
