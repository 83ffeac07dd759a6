import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import type { AssertionForm } from '../../mocks/entra/index.ts'
import { judgeToken } from './transport.ts'

const NOT_FEDERATED = 'the run does not use workload identity federation; --federated turns it on'

const federationOf = (context: CheckContext): NonNullable<CheckContext['federation']> =>
  context.federation ?? context.inapplicable(NOT_FEDERATED)

/** Checks the exchange of a signed client assertion for a token, as Entra performs it. */
export const federatedToken: Check = defineCheck({
  id: 'entra.oauth.federation',
  title: 'The token endpoint accepts a signed client assertion, and the token is valid for 60 to 360 minutes',
  requirements: ['entra.oauth.federation'],
  readOnly: true,
  run: async (context) => judgeToken(context, await federationOf(context).exchange()),
})

/** Checks that any key of the published set may sign an assertion, not only the first. */
export const nextKey: Check = defineCheck({
  id: 'entra.federation.next-key',
  title: 'An assertion signed by another published key is accepted',
  requirements: ['entra.federation.next-key'],
  readOnly: true,
  async run(context) {
    const { status, token } = await federationOf(context).exchange('next-key')
    context.expect(status, 'status of the token endpoint').to.be.within(200, 299)
    context.expect(token === undefined ? undefined : 'a token', 'access_token in the response').to.equal('a token')
  },
})

/**
 * Assertions that are not Entra's or not for this target, each with the row of the requirements by which it is judged.
 */
const WRONG: readonly (readonly [row: string, title: string, forms: readonly AssertionForm[]])[] = [
  ['audience', 'An assertion for another audience is rejected', ['other-audience']],
  ['subject', 'An assertion for another subject is rejected', ['other-subject']],
  ['issuer', 'An assertion of another issuer is rejected', ['other-issuer']],
  ['expired', 'An expired assertion is rejected', ['expired']],
  [
    'signature',
    'An assertion without a valid signature of a published key is rejected',
    ['withdrawn-key', 'forged', 'unsigned'],
  ],
]

/** Checks that no wrong assertion is exchanged for a token. */
export const wrongAssertions: readonly Check[] = WRONG.map(([row, title, forms]) =>
  defineCheck({
    id: `entra.federation.${row}`,
    title,
    requirements: [`entra.federation.${row}`],
    readOnly: true,
    async run(context) {
      const federation = federationOf(context)
      // The control is a correct assertion that differs only in this point.
      const { token: correct } = await federation.exchange()
      if (correct === undefined) context.skip('the server also rejects the correct assertion', 'entra.oauth.federation')
      for (const form of forms) {
        const { status, token } = await federation.exchange(form)
        context
          .expect(
            token === undefined ? undefined : 'a token',
            `access_token for the assertion "${form}" (status ${status})`,
          )
          .to.equal(undefined)
        context.expect(status, `status for the assertion "${form}"`).to.be.within(400, 499)
      }
    },
  }),
)
