import type { Attribute } from '../schema/resource-type.ts'

/** Describes what is wrong with a string value; undefined if it is valid. */
type Format = (text: string) => string | undefined

const isBase64 = (text: string): boolean =>
  /^[A-Za-z0-9+/_-]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1

const reference: Format = (text) =>
  /\s/.test(text) || !URL.canParse(text, 'https://base.invalid/') ? 'takes a URI (RFC 7643 §2.3.7)' : undefined

const binary: Format = (text) => (isBase64(text) ? undefined : 'takes base64 (RFC 7643 §2.3.6)')

const country: Format = (text) =>
  /^[A-Z]{2}$/.test(text) ? undefined : 'takes an ISO 3166-1 alpha-2 code, such as US (RFC 7643 §4.1.2)'

const locale: Format = (text) =>
  /^[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*$/.test(text) ? undefined : 'takes a language tag, such as en-US (RFC 7643 §4.1.1)'

const timezone: Format = (text) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return undefined
  } catch {
    return 'takes a name of the Olson database, such as America/Los_Angeles (RFC 7643 §4.1.1)'
  }
}

/** The formats of single attributes, by name; lenient servers do not require those of `free`. */
const BY_NAME: ReadonlyMap<string, { readonly format: Format; readonly free?: boolean }> = new Map([
  ['country', { format: country, free: true }],
  ['timezone', { format: timezone, free: true }],
  ['locale', { format: locale, free: true }],
])

/** Describes what is wrong with a string for an attribute; undefined if it is valid. */
export function formatFault(attribute: Attribute, text: string, freeFormats: boolean): string | undefined {
  if (attribute.type === 'reference') return reference(text)
  if (attribute.type === 'binary') return binary(text)
  const rule = BY_NAME.get(attribute.name)
  return rule === undefined || (rule.free === true && freeFormats) ? undefined : rule.format(text)
}

/**
 * Returns whether a base64 string is exactly one DER value: one outer SEQUENCE that fills it (RFC 7643 §4.1.2,
 * `x509Certificates`).
 */
export function isOneDerValue(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64')
  const first = bytes[1]
  if (bytes[0] !== 0x30 || first === undefined) return false
  if (first < 0x80) return bytes.length === 2 + first
  const octets = first & 0x7f
  if (octets === 0 || octets > 4 || bytes.length < 2 + octets) return false
  return bytes.length === 2 + octets + bytes.readUIntBE(2, octets)
}
