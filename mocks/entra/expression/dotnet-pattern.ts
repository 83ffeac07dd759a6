/** The engine for which a pattern is written; engines differ in some constructs. */
export type PatternEngine = 're2' | 'javascript'

/** A construct of .NET's regular expressions that no engine here evaluates. */
export class UnsupportedConstruct extends Error {
  override readonly name = 'UnsupportedConstruct'
}

/** Bodies of character classes: .NET's shorthands are Unicode-wide ("Character classes in regular expressions"), other engines' are not. */
const SHORTHANDS: Readonly<Record<string, string>> = {
  d: String.raw`\p{Nd}`,
  w: String.raw`\p{L}\p{Mn}\p{Nd}\p{Pc}`,
  s: String.raw`\f\n\r\t\v\x85\p{Z}`,
}
const ESCAPED_BY_LETTER = new Set(['t', 'n', 'r', 'f', 'v', 'a', 'e', 'b', 'B', 'A', 'z', 'Z'])

/** Unsupported syntax: how it begins, and its name. */
const REFUSED: readonly (readonly [start: RegExp, name: string])[] = [
  [/^\(\?>/, 'the atomic group (?>'],
  [/^\(\?<\w*-\w+>/, 'the balancing group'],
  [/^\(\?\(/, 'the conditional (?('],
  [/^\(\?[imsn-]*x/, 'the option x'],
  [/^\(\?[ims-]*n/, 'the option n'],
  [/^\\G/, String.raw`the anchor \G`],
  [/^\\p\{Is/, String.raw`the Unicode block \p{Is…}`],
  [/^\\c/, String.raw`the control character \c`],
]

/** Rewrites a .NET pattern for another engine: named groups in quotes, comments, Unicode-wide shorthands, \A, \z, \Z, \uXXXX. Throws UnsupportedConstruct. */
export function translatePattern(source: string, engine: PatternEngine): string {
  let result = ''
  let position = 0
  let isInClass = false
  while (position < source.length) {
    const rest = source.slice(position, position + 80)
    const rejected = isInClass ? undefined : REFUSED.find(([start]) => start.test(rest))
    if (rejected !== undefined) throw new UnsupportedConstruct(`${rejected[1]} is not evaluated offline`)
    const character = source.charAt(position)
    if (character === '\\') {
      const [text, length] = translateEscape(source, position, isInClass, engine)
      result += text
      position += length
      continue
    }
    if (isInClass) {
      if (rest.startsWith('-['))
        throw new UnsupportedConstruct('the subtraction of character classes is not evaluated offline')
      if (character === ']') isInClass = false
      result += character === '[' ? '\\[' : character
      position += 1
      continue
    }
    const comment = /^\(\?#[^)]*\)/.exec(source.slice(position))
    if (comment !== null) {
      position += comment[0].length
      continue
    }
    const quoted = /^\(\?'(\w+)'/.exec(rest)
    if (quoted !== null) {
      result += `(?<${quoted[1]}>`
      position += quoted[0].length
      continue
    }
    if (character === '[') {
      const [text, length] = openClass(source, position)
      result += text
      position += length
      isInClass = true
      continue
    }
    result += character
    position += 1
  }
  return result
}

/** Opens a character class; in .NET a closing bracket right after the opening one belongs to the class. */
function openClass(source: string, position: number): [string, number] {
  const start = /^\[\^?\]?/.exec(source.slice(position, position + 3))?.[0] ?? '['
  return [start.endsWith(']') ? `${start.slice(0, -1)}\\]` : start, start.length]
}

function translateEscape(
  source: string,
  position: number,
  isInClass: boolean,
  engine: PatternEngine,
): [string, number] {
  const letter = source.charAt(position + 1)
  const shorthand = SHORTHANDS[letter.toLowerCase()]
  if (shorthand !== undefined) {
    const isNegated = letter !== letter.toLowerCase()
    if (!isInClass) return [`[${isNegated ? '^' : ''}${shorthand}]`, 2]
    // A negated shorthand of several parts has no form inside a class; the engine's own, narrower one is used instead.
    return [isNegated ? (letter === 'D' ? String.raw`\P{Nd}` : `\\${letter}`) : shorthand, 2]
  }
  const unicode = /^\\u([0-9A-Fa-f]{4})/.exec(source.slice(position, position + 6))
  if (unicode !== null) return [engine === 're2' ? `\\x{${unicode[1]}}` : unicode[0], 6]
  if (letter === 'z' || letter === 'Z') return [engine === 're2' ? '\\z' : '(?![^])', 2]
  if (letter === 'A' && engine === 'javascript') return ['(?<![^])', 2]
  if (letter === 'a') return ['\\x07', 2]
  if (letter === 'e') return ['\\x1b', 2]
  if (letter === 'b' && isInClass) return ['\\x08', 2]
  if (letter === 'k') {
    const reference = /^\\k(?:<(\w+)>|'(\w+)')/.exec(source.slice(position, position + 80))
    if (reference !== null) return [`\\k<${reference[1] ?? reference[2]}>`, reference[0].length]
  }
  if (/[A-Za-z0-9]/.test(letter) || ESCAPED_BY_LETTER.has(letter)) return [`\\${letter}`, 2]
  // Stricter engines reject an escaped character that needs no escape.
  return [/[\^$\\.*+?()[\]{}|/-]/.test(letter) && !(letter === '-' && !isInClass) ? `\\${letter}` : letter, 2]
}
