import { parseJson } from './parse-json.ts'
import { readText } from './read-file.ts'
import { UsageError } from './usage-error.ts'

/** Reads a file of JSON, as `readText` reads files. Throws UsageError. */
export function readJson(file: string): unknown {
  return parseJson(readText(file), (place) => new UsageError(`${file} is not JSON${place}`))
}
