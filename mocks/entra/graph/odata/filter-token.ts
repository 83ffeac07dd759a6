import { GraphError } from '../wire/graph-error.ts'

/** A literal of a filter, with the type by which it is compared. */
export type Literal = string | number | boolean | null

export type FilterToken =
  | { readonly kind: 'name'; readonly text: string; readonly position: number }
  | { readonly kind: 'literal'; readonly value: Literal; readonly position: number }
  | { readonly kind: '(' | ')' | ',' | ':'; readonly position: number }

/** Creates the error for an invalid filter. */
export function filterError(message: string, position: number): GraphError {
  return new GraphError(400, 'BadRequest', `Invalid filter clause: ${message} at position ${position}.`)
}

const STRING = /'(?:[^']|'')*'/y
/** Matches dates, times and GUIDs, which are written without quotes (OData 4.01 ABNF) and compared as strings. */
const BARE =
  /\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/y
const NUMBER = /-?\d+(?:\.\d+)?/y
const NAME = /[A-Za-z_@][\w.@]*(?:\/[A-Za-z_@$][\w.@]*)*/y
const BLANK = /\s+/y
const WORDS: Readonly<Record<string, Literal>> = { true: true, false: false, null: null }

/** Splits a filter into tokens. Throws GraphError. */
export function filterTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = []
  let position = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position
    const [match] = pattern.exec(text) ?? []
    if (match !== undefined) position += match.length
    return match
  }
  while (position < text.length) {
    if (take(BLANK) !== undefined) continue
    const at = position
    const character = text[position]
    if (character === '(' || character === ')' || character === ',' || character === ':') {
      tokens.push({ kind: character, position: at })
      position += 1
      continue
    }
    const string = take(STRING)
    if (string !== undefined) {
      tokens.push({ kind: 'literal', value: string.slice(1, -1).replaceAll("''", "'"), position: at })
      continue
    }
    const bare = take(BARE)
    if (bare !== undefined) {
      tokens.push({ kind: 'literal', value: bare, position: at })
      continue
    }
    const number = take(NUMBER)
    if (number !== undefined) {
      tokens.push({ kind: 'literal', value: Number(number), position: at })
      continue
    }
    const name = take(NAME)
    if (name === undefined) throw filterError(`unexpected character '${character}'`, at)
    tokens.push(
      Object.hasOwn(WORDS, name)
        ? { kind: 'literal', value: WORDS[name] ?? null, position: at }
        : { kind: 'name', text: name, position: at },
    )
  }
  return tokens
}
