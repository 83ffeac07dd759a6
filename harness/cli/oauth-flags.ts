import type { Command } from 'commander'
import { federatedIdentity, type SecretTokenRequest } from '../../mocks/entra/index.ts'
import type { FederationOptions } from '../index.ts'
import { absoluteUrl } from './absolute-url.ts'
import { wholeNumber } from './parse-option.ts'
import { assertSet } from './read-secret.ts'
import { UsageError } from './usage-error.ts'

/** The options of OAuth 2.0 client credentials as commander returns them. */
export interface OAuthFlags {
  readonly oauthTokenUrl?: string
  readonly oauthClientId?: string
  readonly oauthClientSecret?: string
  readonly federated?: boolean
  readonly federatedKeysPort?: number
}

/** Adds the options to a command. */
export function oauthOptions(command: Command): Command {
  return command
    .option('--oauth-token-url <url>', 'fetch tokens by OAuth 2.0 client credentials from this URL')
    .option('--oauth-client-id <id>', 'for --oauth-token-url')
    .option('--oauth-client-secret <secret>', 'for --oauth-token-url (or SCIM_CLIENT_SECRET in the environment)')
    .option(
      '--federated',
      'for --oauth-token-url: a signed assertion instead of the secret (workload identity federation)',
    )
    .option(
      '--federated-keys-port <port>',
      'serve the keys of --federated on this port of 127.0.0.1, for a target that --spawn does not start',
      wholeNumber('--federated-keys-port', 1, 65_535),
    )
}

/** The source of a token; at most one of both is set. */
export interface TokenSource {
  readonly oauth?: SecretTokenRequest
  readonly federation?: FederationOptions
}

/** Returns the source of the token; empty if no token is fetched. Throws UsageError if an option is missing. */
export function tokenSourceOf(flags: OAuthFlags & { readonly spawn?: string }): TokenSource {
  const { oauthTokenUrl: tokenUrl, oauthClientId: clientId, federatedKeysPort: keysPort } = flags
  if (tokenUrl !== undefined) absoluteUrl('--oauth-token-url', tokenUrl.replaceAll('{port}', '80'))
  if (clientId !== undefined) assertSet('--oauth-client-id', clientId)
  if (flags.oauthClientSecret !== undefined) assertSet('--oauth-client-secret', flags.oauthClientSecret)
  if (flags.federated === true) {
    if (tokenUrl === undefined || clientId === undefined)
      throw new UsageError('--federated needs --oauth-token-url and --oauth-client-id of the target')
    if (keysPort === undefined && flags.spawn === undefined)
      throw new UsageError(
        '--federated needs --federated-keys-port, so that the address of the keys can be registered with the target; a target started by --spawn finds it in ENTRA_JWKS_URL',
      )
    return { federation: { tokenUrl, clientId, ...(keysPort === undefined ? {} : { keysPort }) } }
  }
  if (tokenUrl === undefined) {
    // The variable of the environment may be set for other commands.
    const [given] = [
      clientId === undefined ? [] : ['--oauth-client-id'],
      flags.oauthClientSecret === undefined ? [] : ['--oauth-client-secret'],
      keysPort === undefined ? [] : ['--federated-keys-port'],
    ].flat()
    if (given !== undefined) throw new UsageError(`${given} needs --oauth-token-url, the URL that issues tokens`)
    return {}
  }
  const clientSecret = flags.oauthClientSecret ?? (process.env['SCIM_CLIENT_SECRET'] || undefined)
  if (clientId === undefined || clientSecret === undefined)
    throw new UsageError(
      '--oauth-token-url needs --oauth-client-id, and --oauth-client-secret, SCIM_CLIENT_SECRET or --federated',
    )
  assertSet('SCIM_CLIENT_SECRET', clientSecret)
  return { oauth: { tokenUrl, clientId, clientSecret } }
}

/** Returns the values that must be registered with the target before it accepts the assertions. */
export function federationNote({ keysPort, audience: form }: FederationOptions): string {
  const { issuer, subject, audience } = federatedIdentity(form)
  const keys = keysPort === undefined ? '$ENTRA_JWKS_URL' : `http://127.0.0.1:${keysPort}/discovery/v2.0/keys`
  return `assertions of workload identity federation: issuer ${issuer}, subject ${subject}, audience ${audience}, keys ${keys}`
}
