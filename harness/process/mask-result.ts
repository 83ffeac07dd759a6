import { resultSchema } from '../../reports/schema/index.ts'
import { maskText } from './mask.ts'

/**
 * Members with commands that are composed of masked parts: masking them again would damage them if the token is a
 * common word, such as `curl`.
 */
const COMPOSED = new Set(['curl', 'script'])
const VARIABLE = '$SCIM_TOKEN'

/**
 * Removes secrets from every string of a plain value, including names of members. The words of the result's own
 * schema stay, so that it remains valid.
 */
export function maskDeep<Value>(value: Value, secrets: readonly string[]): Value {
  return mask(value, secrets, new Set()) as Value
}

function mask(value: unknown, secrets: readonly string[], above: Set<object>): unknown {
  // The variable stays intact, even if a part of its name equals a token.
  if (typeof value === 'string')
    return ownWords().has(value)
      ? value
      : value
          .split(VARIABLE)
          .map((part) => maskText(part, secrets))
          .join(VARIABLE)
  if (value === null || typeof value !== 'object' || value instanceof Date || above.has(value)) return value
  above.add(value)
  const masked = Array.isArray(value)
    ? value.map((item) => mask(item, secrets, above))
    : Object.fromEntries(
        Object.entries(value).map(([name, item]) => [
          mask(name, secrets, above),
          COMPOSED.has(name) ? item : mask(item, secrets, above),
        ]),
      )
  above.delete(value)
  return masked
}

/** Returns whether masking the string would change the names or the fixed values of a result. */
export function isPartOfOwnWord(text: string): boolean {
  return [...ownWords()].some((word) => word.includes(text))
}

let words: ReadonlySet<string> | undefined

/** Names of members and fixed values of the result model. */
function ownWords(): ReadonlySet<string> {
  words ??= new Set(wordsOf(resultSchema))
  return words
}

function wordsOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(wordsOf)
  if (schema === null || typeof schema !== 'object') return []
  return Object.entries(schema).flatMap(([name, value]) => {
    if (name === 'enum' || name === 'const') return [value].flat().filter((one) => typeof one === 'string')
    return name === 'properties' && value !== null && typeof value === 'object'
      ? [...Object.keys(value), ...wordsOf(Object.values(value))]
      : wordsOf(value)
  })
}
