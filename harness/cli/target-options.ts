import type { TargetOptions } from '../index.ts'
import { type OAuthFlags, tokenSourceOf } from './oauth-flags.ts'
import { parseHeader } from './parse-option.ts'
import { type TokenFlags, tokenOf } from './read-secret.ts'
import { type ConnectionFlags, connectionOf } from './target-flags.ts'

/** The options of a command that sends requests to a target. */
export interface TargetFlags extends OAuthFlags, TokenFlags, ConnectionFlags {
  readonly header: readonly string[]
  readonly spawn?: string
}

/** Returns the target at a URL with the options of a command. Throws UsageError if an option is not valid. */
export function targetOptionsOf(url: string, flags: TargetFlags): TargetOptions {
  const { spawn, header } = flags
  const token = tokenOf(flags)
  const connection = connectionOf(flags, process.env)
  return {
    url,
    ...(token === undefined || token === '' ? {} : { token }),
    headers: Object.fromEntries(header.map(parseHeader)),
    ...tokenSourceOf(flags),
    ...(spawn === undefined ? {} : { spawn }),
    ...connection,
  }
}
