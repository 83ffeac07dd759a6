import { parseTenantUrl, requestToken } from '../../mocks/entra/index.ts'
import type { Transport } from '../../mocks/transport/index.ts'
import { processSecrets, UntestableTarget } from '../index.ts'
import { type OAuthFlags, tokenSourceOf } from './oauth-flags.ts'
import { parseHeader } from './parse-option.ts'
import { type TokenFlags, tokenOf } from './read-secret.ts'
import type { ConnectionFlags } from './target-flags.ts'
import { UsageError } from './usage-error.ts'

/** The options of a command that sends plain requests to a target. */
export interface SessionFlags extends OAuthFlags, TokenFlags, ConnectionFlags {
  readonly target?: string
  readonly header: readonly string[]
  readonly timeout: number
  readonly rate?: number
}

/** The base URL of a Tenant URL. Throws UsageError. */
export function baseUrlOf(target: string): string {
  try {
    return parseTenantUrl(target).baseUrl
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Returns the headers of requests to a target; fetches a token if necessary. Throws UntestableTarget. */
export async function headersOf(flags: SessionFlags, send: Transport): Promise<Record<string, string>> {
  const { oauth } = tokenSourceOf(flags)
  const fetched = oauth === undefined ? undefined : await requestToken(oauth, send)
  if (fetched !== undefined && fetched.token === undefined)
    throw new UntestableTarget(
      `--oauth-token-url gave no access_token: ${fetched.fault ?? `it answered ${fetched.status}`}; check the URL, the client id and the secret`,
    )
  processSecrets.add(fetched?.token)
  const token = fetched?.token ?? tokenOf(flags)
  return {
    ...(token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` }),
    ...Object.fromEntries(flags.header.map(parseHeader)),
  }
}
