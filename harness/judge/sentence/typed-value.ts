import { asIso, isInstant, showValue } from '../../assertions/show-value.ts'

/** Returns the JSON type of a value. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

/** Formats a value with its type, so that a reader does not confuse "7" with 7. */
export function typedValue(value: unknown): string {
  if (typeof value === 'number' && isInstant(value)) return `a number (${asIso(value)} as milliseconds since 1970)`
  const type = typeOf(value)
  const needsType = type === 'string' || type === 'number' || type === 'list' || type === 'object'
  return needsType ? `the ${type} ${showValue(value)}` : showValue(value)
}
