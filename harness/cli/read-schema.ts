import { readFileSync } from 'node:fs'
import {
  defaultSchema,
  InvalidSynchronizationSchema,
  importSynchronizationSchema,
  jumpCloudSchema,
  type SynchronizationSchema,
} from '../../mocks/entra/index.ts'
import { decodeText } from '../../mocks/text/index.ts'
import { UsageError } from './usage-error.ts'

/** Reads `--schema`: a shipped one by name, or a file as Entra's "Review your schema" downloads it. Throws UsageError. */
export function readSchema(source: string): SynchronizationSchema {
  if (source === 'jumpcloud') return jumpCloudSchema
  if (source === 'default') return defaultSchema
  try {
    return importSynchronizationSchema(readText(source))
  } catch (error) {
    if (error instanceof InvalidSynchronizationSchema) throw new UsageError(`--schema ${source}: ${error.message}`)
    throw error
  }
}

/** Reads a text file in UTF-8 or UTF-16, with or without a byte order mark. Throws UsageError where it cannot be read. */
export function readText(file: string): string {
  try {
    return decodeText(readFileSync(file))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new UsageError(`${file} cannot be read (${code})`)
  }
}
