import { type AssertionForm, federatedIssuer, requestToken, type TokenAnswer } from '../../mocks/entra/index.ts'
import type { Transport } from '../../mocks/transport/index.ts'
import type { FederationOptions } from './target-options.ts'

/** Exchanges signed assertions for tokens of the target. */
export interface Federation {
  exchange(form?: AssertionForm): Promise<TokenAnswer>
}

/** An issuer whose keys are served, and the values that a spawned target needs. */
export interface RunningFederation extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>
  /** Returns a signed assertion. */
  assertion(form?: AssertionForm): Promise<string>
  /** Returns the federation with a token endpoint. */
  at(tokenUrl: string, send: Transport): Federation
}

/** Starts the issuer. Rejects if the port of the keys is in use. */
export async function startFederation(
  { clientId, scope, keysPort, audience }: FederationOptions,
  now: () => Date,
): Promise<RunningFederation> {
  const issuer = await federatedIssuer({
    now,
    ...(keysPort === undefined ? {} : { port: keysPort }),
    ...(audience === undefined ? {} : { assertionAudience: audience }),
  })
  return {
    environment: {
      ENTRA_ISSUER: issuer.issuer,
      ENTRA_JWKS_URL: issuer.jwksUrl,
      ENTRA_SUBJECT: issuer.subject,
      ENTRA_AUDIENCE: issuer.audience,
    },
    assertion: (form) => issuer.assertion(form),
    at: (tokenUrl, send) => ({
      exchange: (form) =>
        requestToken(
          {
            tokenUrl,
            clientId,
            assertion: () => issuer.assertion(form),
            ...(scope === undefined ? {} : { scope }),
          },
          send,
        ),
    }),
    [Symbol.asyncDispose]: () => issuer[Symbol.asyncDispose](),
  }
}
