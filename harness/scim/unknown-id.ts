const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** The version and the variant of a UUID, which a server may check. */
const FIXED_IN_UUID = new Set([14, 19])
/** The number of digits of a 32-bit integer, and the first ones of the largest. */
const INT32_DIGITS = 10
const LARGE_INT32 = '2147'
/** The first digits of a number of 19 digits that fits into 64 bits. */
const LARGE_INT64 = '91'
const HEX = 'abcdef'
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

/**
 * Returns an id of the same form as a target's ids, which no resource has: a database that compares UUIDs or numbers
 * cannot look up a string of another form. `token` makes it unique.
 */
export function unknownIdLike(sample: string, token: string): string {
  const next = digitsOf(token)
  if (/^\d+$/.test(sample)) return numberLike(sample, next)
  const [, prefix = '', rest = sample] = /^([A-Za-z]+[_:.])?(.*)$/s.exec(sample) ?? []
  const [own = rest, ...domain] = UUID.test(rest) ? [rest] : rest.split(/(?=@)/)
  const letters = /^[^g-z]*$/i.test(own) ? HEX : LETTERS
  const changed = [...own].map((character, place) =>
    UUID.test(own) && FIXED_IN_UUID.has(place) ? character : similar(character, letters, next),
  )
  return `${prefix}${changed.join('')}${domain.join('')}`
}

function numberLike(sample: string, next: () => number): string {
  const random = (count: number): string => Array.from({ length: count }, () => next() % 10).join('')
  // No run of a database has counted so far.
  if (sample.length <= INT32_DIGITS)
    return `${LARGE_INT32}${next() % 4}${random(INT32_DIGITS - LARGE_INT32.length - 1)}`
  return `${LARGE_INT64}${random(sample.length - LARGE_INT64.length)}`
}

function similar(character: string, letters: string, next: () => number): string {
  if (/\d/.test(character)) return String(next() % 10)
  if (/[a-z]/.test(character)) return letters.charAt(next() % letters.length)
  return /[A-Z]/.test(character) ? letters.charAt(next() % letters.length).toUpperCase() : character
}

/** Returns numbers that depend only on a token (FNV-1a, then a linear congruence). */
function digitsOf(token: string): () => number {
  let state = 0x811c9dc5
  for (const character of token) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 16
  }
}
