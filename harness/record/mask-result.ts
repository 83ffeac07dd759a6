import { maskText } from './mask.ts'

/** Commands that are composed of masked parts: masking them again would garble them where the token is a common word, such as `curl`. */
const COMPOSED = new Set(['curl', 'script'])
const VARIABLE = '$SCIM_TOKEN'

/** Takes secrets out of every text of a plain value, such as what a server echoed into the reason of a finding. */
export function maskDeep<Value>(value: Value, secrets: readonly string[]): Value {
  return mask(value, secrets) as Value
}

function mask(value: unknown, secrets: readonly string[]): unknown {
  // The variable stays one, whatever part of its name is a token's value.
  if (typeof value === 'string')
    return value
      .split(VARIABLE)
      .map((part) => maskText(part, secrets))
      .join(VARIABLE)
  if (Array.isArray(value)) return value.map((item) => mask(item, secrets))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, COMPOSED.has(name) ? item : mask(item, secrets)]),
  )
}
