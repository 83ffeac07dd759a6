import { ExpressionError } from './expression-error.ts'

/** A token of an expression, with its zero-based offset. */
export interface Token {
  readonly kind: 'identifier' | 'attribute' | 'string' | 'number' | 'operator' | '(' | ')' | ',' | 'end'
  /** The decoded string, without quotes, brackets and escapes. */
  readonly text: string
  readonly position: number
}

const PUNCTUATION = new Set(['(', ')', ','])
const OPERATORS = ['<>', '>=', '<=', '=', '>', '<'] as const

/** Splits an expression into tokens; the last is `end`. Throws ExpressionError `syntax`. */
export function tokenise(source: string): Token[] {
  const tokens: Token[] = []
  let position = 0
  while (position < source.length) {
    const character = source.charAt(position)
    if (/\s/.test(character)) {
      position += 1
      continue
    }
    const [token, next] = readToken(source, position, character)
    tokens.push(token)
    position = next
  }
  tokens.push({ kind: 'end', text: '', position: source.length })
  return tokens
}

function readToken(source: string, position: number, character: string): [Token, number] {
  if (PUNCTUATION.has(character))
    return [{ kind: character as '(' | ')' | ',', text: character, position }, position + 1]
  if (character === '"') return readString(source, position)
  if (character === '[') return readAttribute(source, position)
  const operator = OPERATORS.find((candidate) => source.startsWith(candidate, position))
  if (operator !== undefined) return [{ kind: 'operator', text: operator, position }, position + operator.length]
  const number = /^(?:&H[0-9A-Fa-f]+|-?\d+(?:\.\d+)?)/.exec(source.slice(position, position + 40))
  if (number !== null) return [{ kind: 'number', text: number[0], position }, position + number[0].length]
  const word = /^[A-Za-z_][A-Za-z0-9_]*/.exec(source.slice(position))
  if (word !== null) return [{ kind: 'identifier', text: word[0], position }, position + word[0].length]
  throw new ExpressionError(
    'syntax',
    `unexpected ${JSON.stringify(character)}; write strings in double quotes and attributes in brackets`,
    position,
  )
}

/**
 * Reads a string literal. A backslash escapes a quote or a backslash; before any other character it is literal, as in a
 * handwritten pattern.
 */
function readString(source: string, start: number): [Token, number] {
  let text = ''
  for (let position = start + 1; position < source.length; position += 1) {
    const character = source.charAt(position)
    if (character === '"') return [{ kind: 'string', text, position: start }, position + 1]
    const next = source.charAt(position + 1)
    if (character === '\\' && (next === '"' || next === '\\')) {
      text += next
      position += 1
    } else text += character
  }
  throw new ExpressionError('syntax', 'unterminated string: missing closing double quote', start)
}

function readAttribute(source: string, start: number): [Token, number] {
  const end = source.indexOf(']', start)
  if (end === -1) throw new ExpressionError('syntax', 'unterminated attribute: missing ]', start)
  const text = source.slice(start + 1, end).trim()
  if (text === '' || /[["\n]/.test(text)) {
    throw new ExpressionError(
      'syntax',
      'the brackets have no attribute name; write one, such as [userPrincipalName]',
      start,
    )
  }
  return [{ kind: 'attribute', text, position: start }, end + 1]
}
