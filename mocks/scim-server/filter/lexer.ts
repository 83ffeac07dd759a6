import { badRequest } from '../wire/scim-error.ts'

/** A token of a filter; `text` of a string is the value between its quotes. `position` counts UTF-16 units from 0. */
export interface Token {
  readonly kind: 'word' | 'string' | '(' | ')' | '[' | ']' | 'end'
  readonly text: string
  readonly position: number
}

const BRACKETS: Readonly<Record<string, Token['kind']>> = { '(': '(', ')': ')', '[': '[', ']': ']' }
const WORD = /[^\s()[\]"]+/y
const STRING = /"(?:[^"\\]|\\.)*"/sy
const SPACE = /\s+/y

/** Splits a filter into tokens. Throws a ScimError 400 `invalidFilter` for an unterminated string or an invalid escape. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let position = 0
  const scan = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position
    return pattern.exec(source)?.[0]
  }
  while (position < source.length) {
    const space = scan(SPACE)
    if (space !== undefined) {
      position += space.length
      continue
    }
    const char = source.charAt(position)
    const bracket = BRACKETS[char]
    if (bracket !== undefined) {
      tokens.push({ kind: bracket, text: char, position })
      position += 1
      continue
    }
    const quoted = char === '"'
    const text = scan(quoted ? STRING : WORD)
    if (text === undefined) throw badRequest('invalidFilter', `the string at position ${position} has no closing quote`)
    tokens.push({ kind: quoted ? 'string' : 'word', text: quoted ? unquote(text, position) : text, position })
    position += text.length
  }
  tokens.push({ kind: 'end', text: 'the end', position })
  return tokens
}

function unquote(literal: string, position: number): string {
  try {
    return String(JSON.parse(literal))
  } catch {
    throw badRequest('invalidFilter', `the string at position ${position} is not a JSON string (RFC 7644 §3.4.2.2)`)
  }
}
