import { endOfString } from './end-of-string.ts'
import { isNestedJson } from './is-nested-json.ts'

/**
 * The maximum depth of a readable document: no SCIM message needs a tenth of it, and code that processes a document may
 * be recursive.
 */
export const MAX_JSON_DEPTH = 128

/** Any JSON value. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Documents with more characters are cached, because several callers parse the same one in sequence. */
const LARGE = 256 * 1024
let latest: { readonly text: string; readonly value: unknown } | undefined

/** Parses JSON; undefined for an empty string, malformed JSON, and JSON that is nested deeper than MAX_JSON_DEPTH. Never throws. The value is shared with other callers. */
export function parseJson<Value = Json>(text: string): Value | undefined {
  if (text.length <= LARGE) return parse(text) as Value | undefined
  if (latest?.text === text) return latest.value as Value | undefined
  // The previous document is released first, because two large ones need twice the memory.
  latest = undefined
  const value = parse(text)
  latest = { text, value }
  return value as Value | undefined
}

function parse(text: string): unknown {
  if (text === '' || isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Returns true if a string is JSON of any depth. */
export function isJson(text: string): boolean {
  // JSON.parse takes a hundred bytes of memory for each level.
  if (isTooDeep(text)) return isNestedJson(text)
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Counts brackets outside of strings, without recursion. */
export function isTooDeep(text: string): boolean {
  // Most responses to a client are so short that they cannot have so many brackets.
  if (text.length <= MAX_JSON_DEPTH) return false
  let depth = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === QUOTE) {
      index = endOfString(text, index)
      if (index < 0) return false
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1
      if (depth > MAX_JSON_DEPTH) return true
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1
  }
  return false
}

const QUOTE = 0x22
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
