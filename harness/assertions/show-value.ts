import { ScimResponse } from '../scim/response.ts'
import { shortenJson } from '../text/shorten.ts'

const LIMIT = 300
/** The smallest number that counts as milliseconds since 1970: September 2001. */
const FIRST_INSTANT = 1e12
const LAST_INSTANT = 8.64e15

/**
 * Formats a value for a reader: strings in quotes, times as ISO 8601, long lists and objects shortened at the end of a
 * member.
 */
export function showValue(value: unknown, limit: number = LIMIT): string {
  if (value === undefined) return 'no value'
  if (isInstant(value)) return asIso(value)
  if (value instanceof ScimResponse) return value.describe()
  if (value instanceof RegExp) return String(value)
  if (value instanceof Error) return value.message
  if (typeof value === 'function') return value.name === '' ? 'a function' : value.name
  if (typeof value === 'symbol' || typeof value === 'bigint') return String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return shortenJson(plain(value), limit)
}

/** Returns whether a value is a time: a date, or milliseconds since 1970. */
export const isInstant = (value: unknown): value is Date | number =>
  value instanceof Date
    ? Number.isFinite(value.getTime())
    : typeof value === 'number' && Number.isInteger(value) && value >= FIRST_INSTANT && value <= LAST_INSTANT

/** Formats a time as ISO 8601. */
export const asIso = (instant: Date | number): string => new Date(instant).toISOString()

/** Converts a value to JSON; a value that JSON cannot represent becomes a description. */
function plain(value: unknown, depth = 0): unknown {
  if (value === undefined) return '(no value)'
  if (isInstant(value)) return asIso(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return showValue(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof ScimResponse || value instanceof RegExp || value instanceof Error) return showValue(value)
  if (depth > 8) return '…'
  if (Array.isArray(value) || value instanceof Set || value instanceof Map)
    return Array.from(value, (one) => plain(one, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, plain(member, depth + 1)]),
  )
}
