import { parseJson } from '../../mocks/transport/index.ts'

const ELLIPSIS = '…'

/**
 * Shortens a string to at most `limit` characters. JSON is shortened at the end of a member: omissions are marked by
 * `…`, and no member, name or number is cut. Other strings, including JSON that is nested too deeply, are cut between
 * words.
 */
export function shorten(text: string, limit: number): string {
  const trimmed = text.trim()
  if (trimmed.length <= limit) return trimmed
  const value = /^[[{]/.test(trimmed) ? parseJson<unknown>(trimmed) : undefined
  return value === undefined ? shortenWords(trimmed, limit) : shortenJson(value, limit)
}

/**
 * Writes a JSON value in at most about `limit` characters; members and elements that do not fit are omitted and marked
 * by `…`.
 */
export function shortenJson(value: unknown, limit: number): string {
  const whole = JSON.stringify(value) ?? 'null'
  if (whole.length <= limit) return whole
  if (typeof value === 'string') return shortenString(value, limit)
  if (typeof value !== 'object' || value === null) return whole
  const isList = Array.isArray(value)
  const parts = Object.entries(value).map(([name, member]) => ({
    prefix: isList ? '' : `${JSON.stringify(name)}:`,
    member: member as unknown,
  }))
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  // This is the space for the brackets and for ",…".
  let room = limit - 4
  const shown: string[] = []
  for (const { prefix, member } of parts) {
    const text = `${prefix}${JSON.stringify(member) ?? 'null'}`
    const fits = text.length + 1 <= room
    const isWorthPart = room > prefix.length + MIN_PART && isDivisible(member)
    if (!fits && !isWorthPart) break
    const part = fits ? text : `${prefix}${shortenJson(member, room - prefix.length - 1)}`
    shown.push(part)
    room -= part.length + 1
    if (!fits) break
  }
  const rest = shown.length < parts.length ? [ELLIPSIS] : []
  return `${open}${[...shown, ...rest].join(',')}${close}`
}

/** Cuts a string between words; a single long word is cut anywhere. */
export function shortenWords(text: string, limit: number): string {
  const characters = Array.from(text)
  if (characters.length <= limit) return text
  const cut = characters.slice(0, Math.max(1, limit - 1)).join('')
  const blank = cut.search(/\s\S*$/)
  return `${(blank > cut.length / 2 ? cut.slice(0, blank) : cut).trimEnd()}${ELLIPSIS}`
}

/** The minimum length at which a part of a member is useful. */
const MIN_PART = 24

const shortenString = (value: string, limit: number): string => {
  for (let length = limit - 2; length > 0; length -= 1 + Math.floor(length / 10)) {
    const text = JSON.stringify(shortenWords(value, length))
    if (text.length <= limit) return text
  }
  return JSON.stringify(ELLIPSIS)
}

const isDivisible = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'object' && value !== null)
