import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'

/** The beginning of each planted secret, so that a truncated secret is found too. */
export const MARK = 'planted-'

/** Returns a secret for one place, with characters that encodings change. */
export const planted = (place: string): string => `${MARK}${place}/"4711"+`

/** Ways in which a server may repeat a string. */
export const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'percent of a component': encodeURIComponent,
  'percent of a URL': encodeURI,
  'percent of each byte': (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  'percent twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'form encoding': (text) => new URLSearchParams({ v: text }).toString(),
  'JSON string': (text) => JSON.stringify(text),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify({ echo: text })),
  'JSON escapes': (text) => [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'character references': (text) => [...text].map((one) => `&#${one.charCodeAt(0)};`).join(''),
  HTML: (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  Base64: (text) => Buffer.from(text).toString('base64'),
  'Base64 behind one byte': (text) => Buffer.from(`:${text}`).toString('base64'),
  'Base64 behind two bytes': (text) => Buffer.from(`u:${text}`).toString('base64'),
  'Base64 for URLs': (text) => Buffer.from(text).toString('base64url'),
  'Base64 of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'cut short': (text) => `${text.slice(0, 12)}…`,
}

/** Returns every encoding of a string, joined. */
export const inEveryEncoding = (text: string): string =>
  Object.values(ENCODINGS)
    .map((encode) => encode(text))
    .join(' | ')

const SEARCHED = [
  MARK,
  ...['percent of each byte', 'JSON escapes', 'character references', 'hexadecimal'].map(
    (name) => ENCODINGS[name]?.(MARK) ?? MARK,
  ),
  ...['', ':', 'u:'].map((before) =>
    Buffer.from(`${before}${MARK}`)
      .toString('base64')
      .replace(/=+$/, '')
      .slice(before.length === 0 ? 0 : before.length + 1, -1),
  ),
  Buffer.from(MARK, 'utf16le').toString('base64').slice(0, 16),
]
const PASSWORD = /"password\\*"\s*:\s*\\*"(?!\*\*\*)/i

/** Returns the places of secrets in a string, with their context. */
export function leaksOf(text: string): string[] {
  const places = [...SEARCHED.map((form) => text.toLowerCase().indexOf(form.toLowerCase())), text.search(PASSWORD)]
  return [...new Set(places)]
    .filter((place) => place >= 0)
    .map((place) => text.slice(Math.max(0, place - 60), place + 40))
}

/** Returns every file below a folder, as strings in which the packed parts of an HTML page are unpacked. */
export function filesBelow(folder: string): { readonly name: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((name) => ({ name, text: unpacked(readFileSync(name, 'latin1')) }))
}

function unpacked(text: string): string {
  const parts = text.matchAll(/<template data-part="[\w-]+">([^<]*)<\/template>/g)
  return [
    text,
    ...[...parts].map(([, packed = '']) => inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8')),
  ].join('\n')
}
