/**
 * The maximum depth of a readable document: no SCIM message needs a tenth of it, and code that processes a document may
 * be recursive.
 */
export const MAX_JSON_DEPTH = 128

/** Any JSON value. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Parses JSON; undefined for an empty string, malformed JSON, and JSON that is nested deeper than MAX_JSON_DEPTH. Never throws. */
export function parseJson<Value = Json>(text: string): Value | undefined {
  if (text === '' || isTooDeep(text)) return undefined
  try {
    return JSON.parse(text) as Value
  } catch {
    return undefined
  }
}

/** Tells whether a text is JSON, of any depth. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Counts brackets outside of strings, without recursion. */
export function isTooDeep(text: string): boolean {
  let depth = 0
  let isInString = false
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (isInString) {
      if (code === BACKSLASH) index += 1
      else if (code === QUOTE) isInString = false
    } else if (code === QUOTE) isInString = true
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1
      if (depth > MAX_JSON_DEPTH) return true
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1
  }
  return false
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
