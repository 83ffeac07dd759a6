/** The basics of a process of this package: its version, its secrets, and the errors that end it with one line. */
export { ExpectedError } from './expected-error.ts'
export { maskExchange, maskHeader, maskSecrets, maskText } from './mask.ts'
export { maskDeep } from './mask-result.ts'
export { isIdentityOf, isStillThere, openPrivate } from './open-private.ts'
export {
  credentialsOfHeaders,
  secretsOfArguments,
  secretsOfCommand,
  secretsOfExchange,
  secretsOfHeaders,
  secretsOfUrl,
} from './secret-sources.ts'
export { createSecretVault, processSecrets, type SecretVault } from './secret-vault.ts'
export { packageVersion } from './version.ts'
