import { createSecretVault, processSecrets } from '../process/index.ts'
import { commands } from './commands.ts'
import { secretsInArguments, secretsInEnvironment } from './misplaced-secrets.ts'

/** Matches a word that is so long that it must have been pasted. */
const PASTED = /(\S{200})\S{100,}/g

/**
 * Writes the message of an expected error as one line without control characters and without secrets. Such a message
 * may quote any argument, so it also hides secrets that no option has read yet.
 */
export async function errorLine(message: string, argv: readonly string[]): Promise<string> {
  const vault = createSecretVault()
  vault.add(...processSecrets.secrets, ...secretsInArguments(argv), ...secretsInEnvironment(process.env))
  vault.add(...(await secretsInFiles(argv)))
  const line = vault.mask(withoutArguments(message)).replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
  return line.trim().replace(PASTED, '$1…')
}

/** Removes values that an error of the parser quotes and that may be a secret, such as the second half of `--token Bearer abc`. */
function withoutArguments(message: string): string {
  return message
    .replace(/^(too many arguments .*? but got \d+):.*$/s, '$1; quote a value that has blanks')
    .replace(/^(unknown option '[^'=]*=).*?('(?:\s\(Did you mean .*\))?\s*)$/s, '$1***$2')
}

/** The secrets in files that a command would have read. They are read only now, because most messages need none. */
async function secretsInFiles(argv: readonly string[]): Promise<readonly string[]> {
  if (!commands.some(({ name }) => argv.includes(name))) return []
  const { secretsInNamedFiles } = await import('./secrets-in-files.ts')
  return secretsInNamedFiles(argv)
}
