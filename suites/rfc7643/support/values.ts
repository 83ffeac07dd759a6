/** Compares without regard to letter case, which values that are not case exact may change (RFC 7643 §7). */
export function equalsIgnoringCase(one: unknown, other: unknown): boolean {
  return typeof one === 'string' && typeof other === 'string' && one.toLowerCase() === other.toLowerCase()
}

/** Swaps the case of each letter: `aB-1` becomes `Ab-1`. */
export function swapCase(text: string): string {
  return [...text]
    .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
    .join('')
}

/** Matches an xsd:dateTime, with an optional time zone (RFC 7643 §2.3.5). */
export const DATE_TIME: RegExp = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/

/** Converts an xsd:dateTime to milliseconds since 1970; a missing time zone means UTC. */
export function instantOf(value: unknown): number {
  const text = String(value)
  return Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
}

/**
 * Returns whether a string is an absolute or relative URI (RFC 3986): it has no blanks and can be resolved against a
 * base.
 */
export function isUriReference(value: unknown, base: string): boolean {
  return typeof value === 'string' && value !== '' && !/\s/.test(value) && URL.canParse(value, `${base}/`)
}

/** Returns whether a string is an absolute URI. */
export function isAbsoluteUri(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\S+$/i.test(value)
}

/** The multi-valued attributes of a User (RFC 7643 §4.1.2). */
export const USER_LISTS: readonly string[] = [
  'emails',
  'phoneNumbers',
  'ims',
  'photos',
  'addresses',
  'groups',
  'entitlements',
  'roles',
  'x509Certificates',
]
