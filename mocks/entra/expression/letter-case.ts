/**
 * Converts to upper case, character by character, as .NET does: a letter that would become two, such as ß, stays.
 * Invariant unless a culture is named.
 */
export function upperCase(text: string, culture?: string): string {
  return mapCharacters(text, (character) => character.toLocaleUpperCase(culture ?? 'und'))
}

/**
 * Converts to lower case, character by character, as .NET does: there is no final sigma, and İ stays. Invariant unless
 * a culture is named.
 */
export function lowerCase(text: string, culture?: string): string {
  return mapCharacters(text, (character) => character.toLocaleLowerCase(culture ?? 'und'))
}

function mapCharacters(text: string, change: (text: string) => string): string {
  const changed = change(text)
  // In the common case each ASCII letter becomes one letter, independent of its neighbours.
  if (/^[\0-\x7f]*$/.test(text) && changed.length === text.length) return changed
  let result = ''
  for (const character of text) {
    const other = change(character)
    result += other.length === character.length ? other : character
  }
  return result
}

/**
 * Matches a word as .NET's ToTitleCase does: it starts with a letter and continues with letters, marks, numbers and
 * apostrophes; everything else separates words.
 */
const WORD = /(\p{L})((?:[\p{L}\p{M}\p{N}\p{Co}\p{Cn}]|')*)/gu

/**
 * Capitalises words. Without separators it works like .NET's ToTitleCase on lower-case strings
 * ("TextInfo.ToTitleCase"): `2nd` becomes `2Nd`.
 */
export function properCase(text: string, separators?: string): string {
  const lower = lowerCase(text)
  if (separators === undefined) {
    return lower.replaceAll(WORD, (_, first: string, rest: string) => upperCase(first) + rest)
  }
  const splits = new Set(separators)
  let atStart = true
  let result = ''
  for (const character of lower) {
    result += atStart ? upperCase(character) : character
    atStart = splits.has(character)
  }
  return result
}
