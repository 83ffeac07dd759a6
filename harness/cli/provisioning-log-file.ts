import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { JsonObject } from '../../mocks/protocol/index.ts'
import { UsageError } from './usage-error.ts'

/** A provisioning log that is written as it grows. */
export interface LogFile extends AsyncDisposable {
  write(entry: JsonObject): void
}

/** Opens the file anew, one entry a line; undefined where none is asked for. Throws UsageError where it cannot be written. */
export async function openLogFile(file: string | undefined): Promise<LogFile | undefined> {
  if (file === undefined) return undefined
  const stream = createWriteStream(file)
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve())
    stream.once('error', ({ message }) => reject(new UsageError(`--log ${file} cannot be written: ${message}`)))
  })
  return {
    write: (entry) => void stream.write(`${JSON.stringify(entry)}\n`),
    [Symbol.asyncDispose]: async () => {
      stream.end()
      await finished(stream)
    },
  }
}
