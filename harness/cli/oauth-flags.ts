import type { Command } from 'commander'
import type { TokenRequest } from '../../mocks/entra/index.ts'
import { UsageError } from './usage-error.ts'

/** The options of OAuth 2.0 client credentials, as commander gives them. */
export interface OAuthFlags {
  readonly oauthTokenUrl?: string
  readonly oauthClientId?: string
  readonly oauthClientSecret?: string
}

/** Adds the options to a command. */
export function oauthOptions(command: Command): Command {
  return command
    .option('--oauth-token-url <url>', 'fetch tokens by OAuth 2.0 client credentials from here')
    .option('--oauth-client-id <id>', 'for --oauth-token-url')
    .option('--oauth-client-secret <secret>', 'for --oauth-token-url (or SCIM_CLIENT_SECRET in the environment)')
}

/** What a token is asked for with; undefined where none is to be fetched. Throws UsageError where a part is missing. */
export function tokenRequestOf(flags: OAuthFlags): TokenRequest | undefined {
  const { oauthTokenUrl: tokenUrl, oauthClientId: clientId } = flags
  if (tokenUrl === undefined) return undefined
  const clientSecret = flags.oauthClientSecret ?? process.env['SCIM_CLIENT_SECRET']
  if (clientId === undefined || clientSecret === undefined)
    throw new UsageError('--oauth-token-url needs --oauth-client-id, and --oauth-client-secret or SCIM_CLIENT_SECRET')
  return { tokenUrl, clientId, clientSecret }
}
