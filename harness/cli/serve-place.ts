import { isLoopbackHost } from '../../mocks/serving/index.ts'
import { type TokenFlags, tokenOf } from './read-secret.ts'
import { UsageError } from './usage-error.ts'

/** The flags of `serve` for the address and the required credentials. */
export interface PlaceFlags extends TokenFlags {
  readonly host?: string
}

const DEFAULT_HOST = '127.0.0.1'

/**
 * Returns the required token: of `--token`, of `--token-file`, or of the variable SCIM_TOKEN; undefined if there is
 * none. Throws UsageError if both flags are given, or if a file does not contain a token.
 */
export function demandedToken(flags: PlaceFlags, environment: NodeJS.ProcessEnv): string | undefined {
  const token = tokenOf(flags, environment)
  // A client's own HTTP library rejects any other character.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw new UsageError(
      `${flags.token === undefined ? (flags.tokenFile === undefined ? 'SCIM_TOKEN' : '--token-file') : '--token'} must be one line of visible ASCII characters without blanks`,
    )
  return token
}

/**
 * Returns the host to listen on (127.0.0.1). Throws UsageError for a host that others can reach, if no token is
 * required.
 */
export function hostOf({ host = DEFAULT_HOST }: PlaceFlags, token: string | undefined): string {
  if (!/^[\w.:%[\]-]+$/.test(host))
    throw new UsageError(`--host takes an address or a name of this machine, not ${JSON.stringify(host)}`)
  if (token === undefined && !isLoopbackHost(host))
    throw new UsageError(
      `--host ${host} can be reached from other machines and needs a token; give --token-file, SCIM_TOKEN or --token`,
    )
  return host
}
