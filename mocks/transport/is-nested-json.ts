import { endOfString } from './end-of-string.ts'

/**
 * The token that may follow: a value, a name of a member, the same or the end of an empty array or object, a colon, or
 * a comma or the end.
 */
type Expected = 'value' | 'name' | 'value-or-end' | 'name-or-end' | 'colon' | 'comma-or-end'

const BLANKS = ' \t\n\r'
const LITERAL = /[-+.\w]+/y

/**
 * Returns whether a string is JSON of any depth, with a few bytes of memory per level; JSON.parse needs a hundred.
 * Never throws.
 */
export function isNestedJson(text: string): boolean {
  const closing: string[] = []
  let expected: Expected = 'value'
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (BLANKS.includes(character)) continue
    if (expected.endsWith('-or-end') && character === closing.at(-1)) {
      closing.pop()
      expected = 'comma-or-end'
    } else if (expected === 'comma-or-end') {
      if (character !== ',' || closing.length === 0) return false
      expected = closing.at(-1) === '}' ? 'name' : 'value'
    } else if (expected === 'colon') {
      if (character !== ':') return false
      expected = 'value'
    } else if (expected.startsWith('value') && (character === '[' || character === '{')) {
      closing.push(character === '[' ? ']' : '}')
      expected = character === '[' ? 'value-or-end' : 'name-or-end'
    } else {
      const isName = expected.startsWith('name')
      const end = character === '"' ? endOfString(text, index) : isName ? -1 : endOfLiteral(text, index)
      if (end < index || !isScalar(text.slice(index, end + 1))) return false
      index = end
      expected = isName ? 'colon' : 'comma-or-end'
    }
  }
  return expected === 'comma-or-end' && closing.length === 0
}

/** Returns the index of the last character of a number, `true`, `false` or `null`; less than `start` if there is none. */
function endOfLiteral(text: string, start: number): number {
  LITERAL.lastIndex = start
  return start + (LITERAL.exec(text)?.[0].length ?? 0) - 1
}

function isScalar(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
