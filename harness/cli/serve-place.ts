import { readFileSync, statSync } from 'node:fs'
import { isLoopbackHost } from '../../mocks/serving/index.ts'
import { UsageError } from './usage-error.ts'

/** Flags of `serve` that say where to listen and what credentials to demand. */
export interface PlaceFlags {
  readonly host?: string
  readonly token?: string
  readonly tokenFile?: string
}

const MAX_TOKEN_BYTES = 64 * 1024
const DEFAULT_HOST = '127.0.0.1'

/**
 * The token that servers demand: of `--token`, of `--token-file`, or of the variable SCIM_TOKEN; undefined if there is none. Throws
 * UsageError for two of the flags, and for a file that is no token.
 */
export function tokenOf({ token, tokenFile }: PlaceFlags, environment: NodeJS.ProcessEnv): string | undefined {
  if (token !== undefined && tokenFile !== undefined)
    throw new UsageError('--token and --token-file exclude each other; give one of them')
  const given = token ?? (tokenFile === undefined ? environment['SCIM_TOKEN'] : tokenIn(tokenFile))
  if (given === undefined || (given === '' && token === undefined && tokenFile === undefined)) return undefined
  // What a header cannot carry, or what ends it, can be no client's token.
  if (!/^[\x21-\x7e]+$/.test(given))
    throw new UsageError(
      `${token === undefined ? (tokenFile === undefined ? 'SCIM_TOKEN' : '--token-file') : '--token'} must be one line of visible ASCII characters without blanks`,
    )
  return given
}

/** The host to listen on (127.0.0.1). Throws UsageError for one that others reach, if no token is demanded. */
export function hostOf({ host = DEFAULT_HOST }: PlaceFlags, token: string | undefined): string {
  if (!/^[\w.:%[\]-]+$/.test(host))
    throw new UsageError(`--host takes an address or a name of this machine, not ${JSON.stringify(host)}`)
  if (token === undefined && !isLoopbackHost(host))
    throw new UsageError(
      `--host ${host} can be reached from other machines and needs a token; give --token-file, SCIM_TOKEN or --token`,
    )
  return host
}

function tokenIn(file: string): string {
  try {
    const about = statSync(file)
    if (!about.isFile()) throw new UsageError(`--token-file ${file} is not a file`)
    if (about.size > MAX_TOKEN_BYTES)
      throw new UsageError(`--token-file ${file} has ${about.size} bytes; a token has at most ${MAX_TOKEN_BYTES}`)
    return readFileSync(file, 'utf8')
      .replace(/^\uFEFF/, '')
      .replace(/\r?\n$/, '')
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(
      `--token-file ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
