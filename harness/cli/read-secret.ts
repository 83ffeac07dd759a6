import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { headerFault } from '../../mocks/transport/index.ts'
import { processSecrets } from '../index.ts'
import { readText } from './read-file.ts'
import { unsetFault } from './unset-value.ts'
import { UsageError } from './usage-error.ts'

const MAX_BYTES = 64 * 1024

/** The options that provide a token. */
export interface TokenFlags {
  readonly token?: string
  readonly tokenFile?: string
}

/** Adds `--token-file` to a command. */
export function tokenFileOption(command: Command): Command {
  return command.option('--token-file <file>', 'read the token from a file, so that it is not in the process list')
}

/**
 * Returns the token of `--token`, `--token-file` or SCIM_TOKEN; undefined if there is none. It is masked from then on.
 * Throws UsageError, without the token.
 */
export function tokenOf(
  { token, tokenFile }: TokenFlags,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (token !== undefined && tokenFile !== undefined) throw new UsageError('give --token or --token-file, not both')
  if (token !== undefined) return checked('--token', token)
  if (tokenFile !== undefined) return readSecretFile('--token-file', tokenFile)
  const fromEnvironment = environment['SCIM_TOKEN']
  return fromEnvironment === undefined || fromEnvironment === ''
    ? undefined
    : checked('SCIM_TOKEN', withoutLineEnd(fromEnvironment))
}

/**
 * Reads a secret from a file, without surrounding blanks and line ends. It is masked from then on. Throws UsageError,
 * without the secret.
 */
function readSecretFile(option: string, file: string): string {
  const secret = readSecretText(option, file).trim()
  if (secret === '') throw new UsageError(`${option} ${file} is empty; write the secret into it`)
  checked(`${option} ${file}`, secret)
  if (/\s/.test(secret)) throw new UsageError(`${option} ${file} has more than one word; a token has no blanks`)
  return secret
}

/** Reads the file. The message names it only if it looks like a path: it may be the secret itself. */
function readSecretText(option: string, file: string): string {
  try {
    return readText(file, MAX_BYTES)
  } catch (error) {
    if (existsSync(file) || /^(?:[.~]*|[a-z]:)[/\\]|\.[a-z]{1,5}$/i.test(file)) throw error
    throw new UsageError(`${option} takes the path of a file, not the secret itself; no file has this name`)
  }
}

/** Removes the line end that editors, `echo` and secret stores add. */
function withoutLineEnd(text: string): string {
  return text.replace(/[\r\n]+$/, '')
}

function checked(source: string, secret: string): string {
  assertSet(source, secret)
  processSecrets.add(secret)
  if (/^(?:Bearer|Basic)\s/i.test(secret.trim()))
    throw new UsageError(`${source} begins with a scheme; give the token alone, or the whole value by --header`)
  if (/^\s*(["']).*\1\s*$/s.test(secret))
    throw new UsageError(`${source} is enclosed in quotation marks, which are not a part of the token; remove them`)
  const fault = headerFault(secret)
  if (fault !== undefined)
    throw new UsageError(`${source} cannot be sent in a header: it ${fault}; copy the token again, on one line`)
  return secret
}

/** Throws UsageError for a secret that is empty or the name of a variable, because that variable is not set. */
export function assertSet(source: string, secret: string): void {
  const fault = unsetFault(secret)
  if (fault !== undefined) throw new UsageError(`${source} ${fault}`)
}
