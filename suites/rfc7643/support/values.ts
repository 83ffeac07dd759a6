/** Compares without regard to letter case, as values that are not case exact may change it (RFC 7643 §7). */
export function equalsIgnoringCase(one: unknown, other: unknown): boolean {
  return typeof one === 'string' && typeof other === 'string' && one.toLowerCase() === other.toLowerCase()
}

/** Each letter in the other case: `aB-1` becomes `Ab-1`. */
export function swapCase(text: string): string {
  return [...text]
    .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
    .join('')
}

/** The form of an xsd:dateTime with its zone optional (RFC 7643 §2.3.5). */
export const DATE_TIME: RegExp = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/

/** Milliseconds since 1970 of an xsd:dateTime; a missing zone is read as UTC. */
export function instantOf(value: unknown): number {
  const text = String(value)
  return Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`)
}

/** Tells whether a text is the absolute or relative form of a URI (RFC 3986): no blanks, and parseable against a base. */
export function isUriReference(value: unknown, base: string): boolean {
  return typeof value === 'string' && value !== '' && !/\s/.test(value) && URL.canParse(value, `${base}/`)
}

/** Tells whether a text is an absolute URI. */
export function isAbsoluteUri(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\S+$/i.test(value)
}
