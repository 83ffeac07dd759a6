import { type Fidelity, InvalidFidelity, parseFidelity } from '../index.ts'
import { readText } from './read-file.ts'
import { UsageError } from './usage-error.ts'

/** Reads the file of `--fidelity`; undefined if none is given. Throws UsageError. */
export function readFidelity(file: string | undefined): Fidelity | undefined {
  if (file === undefined) return undefined
  try {
    return parseFidelity(readText(file, 1024 * 1024))
  } catch (error) {
    if (error instanceof InvalidFidelity) throw new UsageError(`--fidelity ${file}: ${error.message}`)
    throw error
  }
}
