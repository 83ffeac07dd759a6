import { closeSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type LoadComparison, type LoadResult, readLoadResult, renderLoadHtml } from '../../reports/index.ts'
import { processSecrets } from '../index.ts'
import { openPrivateFile, whyNotWritten } from './private-file.ts'
import { readJson } from './read-json.ts'
import { UsageError } from './usage-error.ts'

/** Reads a `load.json`. Throws UsageError with a description of the problem. */
export function readLoad(file: string): LoadResult {
  const result = readLoadResult(readJson(file))
  if (typeof result === 'string') throw new UsageError(`${file} is not a load.json: ${result}`)
  return result
}

/** Writes `load.json` and `load.html`, without secrets. Returns the reason if a file could not be written. */
export function writeLoad(folder: string, result: LoadResult, comparison: LoadComparison | undefined): string[] {
  const files = {
    'load.json': `${JSON.stringify(result, null, 2)}\n`,
    'load.html': renderLoadHtml(result, comparison),
  }
  return Object.entries(files).flatMap(([name, content]) => {
    const file = join(folder, name)
    try {
      const descriptor = openPrivateFile(file, 'w')
      try {
        writeSync(descriptor, processSecrets.mask(content))
      } finally {
        closeSync(descriptor)
      }
      return []
    } catch (error) {
      return [`${file} cannot be written: ${whyNotWritten(error)}`]
    }
  })
}
