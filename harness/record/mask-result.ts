import { maskText } from './mask.ts'

/** Takes secrets out of every text of a plain value, such as what a server echoed into the reason of a finding. */
export function maskDeep<Value>(value: Value, secrets: readonly string[]): Value {
  return mask(value, secrets) as Value
}

function mask(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return maskText(value, secrets)
  if (Array.isArray(value)) return value.map((item) => mask(item, secrets))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mask(item, secrets)]))
}
