import { maskSecrets, maskText } from './mask.ts'
import { isPartOfOwnWord, maskDeep } from './mask-result.ts'

/** The secrets that were learned so far; whoever writes asks it to mask. */
export interface SecretVault {
  /** Remembers secrets; undefined and empty ones are ignored. */
  add(...secrets: readonly (string | undefined)[]): void
  /** All of them. */
  readonly secrets: readonly string[]
  /** Takes them out of a string. */
  mask(text: string): string
  /** Takes out of a document those of at least 8 characters, and nothing else: JSON, XML and CSV stay well formed, the words of the result stay. */
  maskStrong(text: string): string
  /** Takes them out of every string of a plain value. */
  maskDeep<Value>(value: Value): Value
}

/** Makes an empty vault. */
export function createSecretVault(): SecretVault {
  // Replaced, never changed: the forms of a list are computed once.
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

/** The secrets of this process: those that it was given, and the tokens that it fetched. The command line masks all that it writes by it. */
export const processSecrets: SecretVault = createSecretVault()
