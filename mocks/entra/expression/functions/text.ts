import { define, type FunctionDefinition, rejectArgument } from '../function-definition.ts'
import { lowerCase, properCase, upperCase } from '../letter-case.ts'
import { normaliseDiacritics } from '../normalise-diacritics.ts'
import { asText } from '../value.ts'

const CULTURE_POSITION = 1

/** Functions of one string (Microsoft documentation, "Functions for customizing application data"). */
export const textFunctions: readonly FunctionDefinition[] = [
  define('Append(source, suffix)', 2, 2, (values) => {
    const text = values.text(0)
    if (text === null && values.scope.reading.appendToAbsent === 'absent') return null
    return `${text ?? ''}${values.text(1) ?? ''}`
  }),
  define('CStr(value)', 1, 1, (values) => values.text(0)),
  define('InStr(value1, value2, start, compareType)', 2, 4, (values) => {
    const text = values.text(0)
    const find = values.text(1)
    const start = values.number(2) ?? 1
    if (start < 1) rejectArgument('InStr counts from 1', values.position(2))
    if (text === null || find === null) return 0
    const compareType = values.text(3) ?? 'vbTextCompare'
    if (compareType === 'vbBinaryCompare') return text.indexOf(find, start - 1) + 1
    if (compareType !== 'vbTextCompare')
      rejectArgument(`compareType must be vbTextCompare or vbBinaryCompare, not ${compareType}`, values.position(3))
    return text.toLowerCase().indexOf(find.toLowerCase(), start - 1) + 1
  }),
  define('Left(String, NumChars)', 2, 2, (values) => {
    const text = values.text(0) ?? ''
    const count = values.number(1) ?? 0
    return count < 0 ? text : text.slice(0, count)
  }),
  define('Mid(source, start, length)', 3, 3, (values) => {
    const text = values.text(0)
    const start = values.number(1) ?? 1
    const length = values.number(2) ?? 0
    if (start < 1) rejectArgument('Mid counts from 1', values.position(1))
    if (length < 0) rejectArgument('the length of Mid cannot be negative', values.position(2))
    return text === null ? null : text.slice(start - 1, start - 1 + length)
  }),
  define('NormalizeDiacritics(source)', 1, 1, (values) => {
    const text = values.text(0)
    return text === null ? null : normaliseDiacritics(text)
  }),
  define('PCase(source, wordSeparators)', 1, 2, (values) => {
    const text = values.text(0)
    return text === null ? null : properCase(text, values.isGiven(1) ? (values.text(1) ?? undefined) : undefined)
  }),
  define('Redact(value)', 1, 1, (values) => values.value(0)),
  define('StripSpaces(source)', 1, 1, (values) => values.text(0)?.replaceAll(' ', '') ?? null),
  define('ToLower(source, culture)', 1, 2, (values) => {
    const culture = cultureOf(values.text(CULTURE_POSITION), values.position(CULTURE_POSITION))
    const text = values.text(0)
    return text === null ? null : lowerCase(text, culture)
  }),
  define('ToUpper(source, culture)', 1, 2, (values) => {
    const culture = cultureOf(values.text(CULTURE_POSITION), values.position(CULTURE_POSITION))
    const text = values.text(0)
    return text === null ? null : upperCase(text, culture)
  }),
  define('Word(String, WordNumber, Delimiters)', 3, 3, (values) => {
    const wanted = values.number(1) ?? 0
    const delimiters = new Set(values.text(2) ?? ' ')
    const words = splitWords(values.text(0) ?? '', delimiters)
    return wanted < 1 ? '' : (words[wanted - 1] ?? '')
  }),
  define('IsString(Expression)', 1, 1, (values) => {
    const value = values.value(0)
    return value !== null && !Array.isArray(value) && asText(value, 0) !== null
  }),
]

/** Returns the culture (RFC 4646 name), or the invariant culture if none is given. */
function cultureOf(name: string | null, position: number): string {
  if (name === null || name === '') return 'und'
  try {
    return Intl.getCanonicalLocales(name)[0] ?? 'und'
  } catch {
    return rejectArgument(
      `unknown culture ${JSON.stringify(name)}; write one as in RFC 4646, such as "en-US"`,
      position,
    )
  }
}

function splitWords(text: string, delimiters: ReadonlySet<string>): string[] {
  const words: string[] = []
  let word = ''
  for (const character of text) {
    if (!delimiters.has(character)) word += character
    else if (word !== '') {
      words.push(word)
      word = ''
    }
  }
  return word === '' ? words : [...words, word]
}
