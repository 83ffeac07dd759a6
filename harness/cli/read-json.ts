import { isJsonObject, type JsonObject } from '../../mocks/protocol/index.ts'
import { readText } from './read-file.ts'
import { UsageError } from './usage-error.ts'

/** Reads a JSON file with `readText`. Throws UsageError. */
export function readJson(file: string): unknown {
  return parseJson(readText(file), (place) => new UsageError(`${file} is not JSON${place}`))
}

/**
 * Parses JSON from a user. Throws the error that `fail` returns for the position of the fault, such as `: line 3
 * column 4`, or for an empty string if it is unknown. The parser's own message would quote the text, which may
 * contain a token.
 */
export function parseJson(text: string, fail: (place: string) => Error): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    if (message.startsWith('Unexpected end')) throw fail(': the JSON ends early')
    const [place] = /line \d+ column \d+/.exec(message) ?? /position \d+/.exec(message) ?? []
    throw fail(place === undefined ? '' : `: ${place}`)
  }
}

/** Returns a member of an object if it is an object; otherwise an empty object. */
export function memberObject(object: JsonObject, name: string): JsonObject {
  const value = object[name]
  return isJsonObject(value) ? value : {}
}
