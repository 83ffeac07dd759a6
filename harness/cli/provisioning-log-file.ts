import { appendFileSync, createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { JsonObject } from '../../mocks/protocol/index.ts'
import { outgoing } from './outgoing.ts'
import { claimFile, openPrivateFile, PRIVATE_FILE, reportLoss, rescuePlace, whyNotWritten } from './private-file.ts'
import { UsageError } from './usage-error.ts'

/** A provisioning log that is written during the job. */
export interface LogFile extends AsyncDisposable {
  write(entry: JsonObject): void
  /**
   * Resolves when the log is complete: to a sentence if a part of it is in another file, because the file could not
   * be written.
   */
  close(): Promise<string | undefined>
}

/**
 * Opens the file, one entry per line; undefined if none is given. The log of a resumed job is appended to. Throws
 * UsageError if the file cannot be opened. Entries that cannot be written later go to a temporary folder.
 */
export function openLogFile(file: string | undefined, isResumed: boolean): LogFile | undefined {
  if (file === undefined) return undefined
  let descriptor: number
  claimFile('--log', file)
  try {
    descriptor = openPrivateFile(file, isResumed ? 'a' : 'w')
    reportLoss('--log', file)
  } catch (error) {
    throw new UsageError(`--log ${file} cannot be written: ${whyNotWritten(error)}`)
  }
  const stream = createWriteStream(file, { fd: descriptor })
  let failure: string | undefined
  // The callback of each line reports if it could not be written.
  stream.on('error', () => {})
  const rescue = (line: string, error: Error): void => {
    try {
      const place = rescuePlace(file)
      failure ??= `--log ${file} cannot be written: ${whyNotWritten(error)}; its other entries were written to ${place}`
      appendFileSync(place, line, { mode: PRIVATE_FILE })
    } catch (second) {
      failure = `--log ${file} cannot be written: ${whyNotWritten(error)}; nor can the temporary folder: ${whyNotWritten(second)}; entries are lost`
    }
  }
  const close = async (): Promise<string | undefined> => {
    stream.end()
    await finished(stream).catch(() => {})
    return failure
  }
  return {
    write: (entry) => {
      const line = `${outgoing(JSON.stringify(entry))}\n`
      stream.write(line, (error) => {
        if (error != null) rescue(line, error)
      })
    },
    close,
    [Symbol.asyncDispose]: async () => void (await close()),
  }
}
