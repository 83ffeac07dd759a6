import { asIso, isInstant, showValue } from '../../words/show-value.ts'

/** The JSON type of a value. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

/** A value with its type, for a reader who may take "7" for 7. */
export function typedValue(value: unknown): string {
  if (typeof value === 'number' && isInstant(value)) return `a number (${asIso(value)} as milliseconds since 1970)`
  const type = typeOf(value)
  const needsType = type === 'string' || type === 'number' || type === 'list' || type === 'object'
  return needsType ? `the ${type} ${showValue(value)}` : showValue(value)
}
