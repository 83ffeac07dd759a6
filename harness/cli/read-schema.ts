import {
  defaultSchema,
  InvalidSynchronizationSchema,
  importSynchronizationSchema,
  jumpCloudSchema,
  type SynchronizationSchema,
} from '../../mocks/entra/index.ts'
import { readText } from './read-file.ts'
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
