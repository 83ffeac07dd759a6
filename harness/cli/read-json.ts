import { readText } from './read-file.ts'
import { UsageError } from './usage-error.ts'

/** Reads a file of JSON, as `readText` reads files. Throws UsageError. */
export function readJson(file: string): unknown {
  const text = readText(file)
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${file} is not JSON`)
  }
}
