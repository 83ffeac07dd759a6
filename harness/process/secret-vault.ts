import { maskSecrets, maskText } from './mask.ts'
import { isPartOfOwnWord, maskDeep } from './mask-result.ts'

/** The secrets that the process knows; all code that writes output masks with it. */
export interface SecretVault {
  /** Adds secrets; undefined and empty ones are ignored. */
  add(...secrets: readonly (string | undefined)[]): void
  /** All secrets. */
  readonly secrets: readonly string[]
  /** Masks all secrets in a string. */
  mask(text: string): string
  /**
   * Masks only secrets of at least 8 characters in a document: JSON, XML and CSV remain well formed, the words of the
   * result stay.
   */
  maskStrong(text: string): string
  /** Masks all secrets in every string of a plain value. */
  maskDeep<Value>(value: Value): Value
}

/** Creates an empty vault. */
export function createSecretVault(): SecretVault {
  // The list is replaced and never modified, because its forms are computed once.
  let secrets: readonly string[] = []
  let foreign: readonly string[] = []
  return {
    add: (...more) => {
      const added = more.filter((secret) => secret !== undefined && secret !== '' && !secrets.includes(secret))
      if (added.length > 0) {
        secrets = [...secrets, ...(added as string[])]
        foreign = secrets.filter((secret) => !isPartOfOwnWord(secret))
      }
    },
    get secrets() {
      return secrets
    },
    mask: (text) => maskText(text, secrets),
    maskStrong: (text) => maskSecrets(text, foreign),
    maskDeep: (value) => maskDeep(value, secrets),
  }
}

/**
 * The secrets of this process: those that it received, and the tokens that it fetched. The command line masks all its
 * output with them.
 */
export const processSecrets: SecretVault = createSecretVault()
