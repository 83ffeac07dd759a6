import { once } from 'node:events'
import { closeSync, createWriteStream, existsSync, writeFile as writeFileTo } from 'node:fs'
import { appendFile, chmod, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { finished } from 'node:stream/promises'
import { promisify } from 'node:util'
import type { FileSink, ReporterEnvironment } from '../../reports/index.ts'
import { outgoing } from './outgoing.ts'
import { makePrivateFolder, openPrivateFile, PRIVATE_FILE, rescuePlace, whyNotWritten } from './private-file.ts'

/** The environment of the reporters, with the files that they have written. */
export interface WritingEnvironment extends ReporterEnvironment {
  /** Files in the order of writing, as a path from the working folder. */
  readonly written: readonly string[]
}

/**
 * Returns the real stdout, files and clock for reporters; `tape` reads the exchanges. A file named `-` is stdout. Files
 * are masked, and only their owner can access them.
 */
export function reporterEnvironment(
  outFolder: string,
  tape: ReporterEnvironment['tape'],
  verbosity: NonNullable<ReporterEnvironment['verbosity']> = 'normal',
): WritingEnvironment {
  const written: string[] = []
  const place = (path: string): string => (isAbsolute(path) ? path : join(outFolder, path))
  return {
    print: (text) => void process.stdout.write(text),
    writeFile: async (path, content, options) => {
      if (path === '-') return void process.stdout.write(content)
      await writeOrRescue(place(path), outgoing(content))
      written.push(place(path))
      // A script must be executable.
      if (options?.mode !== undefined && existsSync(place(path))) await chmod(place(path), options.mode)
    },
    appendFile: (path, content) => appendFile(place(path), outgoing(content), { mode: PRIVATE_FILE }),
    openFile: (path) => (path === '-' ? standardOutput : openFile(place(path), () => written.push(place(path)))),
    written,
    tape,
    verbosity,
    isTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 80,
    environment: process.env,
    now: () => performance.now(),
  }
}

const standardOutput: FileSink = {
  write: async (text) => void process.stdout.write(text),
  close: async () => {},
}

/** Writes to an open file. */
const writeTo = promisify<number, string>(writeFileTo)

/** Writes a file; if that fails, writes it to a temporary folder and throws an error with its path. */
async function writeOrRescue(file: string, content: string): Promise<void> {
  try {
    makePrivateFolder(dirname(file))
    const descriptor = openPrivateFile(file, 'w')
    try {
      await writeTo(descriptor, content)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    const fault = `${file} cannot be written: ${whyNotWritten(error)}`
    let rescued: string
    try {
      rescued = rescuePlace(file)
      await writeFile(rescued, content, { mode: PRIVATE_FILE })
    } catch (second) {
      throw new Error(`${fault}; nor can the temporary folder be written: ${whyNotWritten(second)}`)
    }
    throw new Error(`${fault}; it was written to ${rescued} instead`)
  }
}

/**
 * Opens a file that is created with its first line. An error is reported at the end, so that a reporter's hooks need
 * not wait.
 */
function openFile(file: string, onWritten: () => void): FileSink {
  let stream: ReturnType<typeof createWriteStream> | undefined
  let failure: string | undefined
  let drained: Promise<void> | undefined
  const open = (): ReturnType<typeof createWriteStream> => {
    const { descriptor, fault } = openOrRescue(file)
    failure = fault
    const opened = createWriteStream(file, { fd: descriptor })
    opened.on('error', (error) => {
      failure ??= `${file} cannot be written: ${whyNotWritten(error)}; render it again with scim-rehearsal report, --out another folder`
    })
    return opened
  }
  return {
    write: async (text) => {
      stream ??= open()
      if (stream.write(outgoing(text)) || stream.destroyed) return
      drained ??= once(stream, 'drain')
        .catch(() => {})
        .then(() => {
          drained = undefined
        })
      await drained
    },
    close: async () => {
      stream?.end()
      if (stream !== undefined) await finished(stream).catch(() => {})
      if (failure !== undefined) throw new Error(failure)
      if (stream !== undefined) onWritten()
    },
  }
}

/** Opens a file; if that fails, opens one in a temporary folder, whose path is in `fault`. */
function openOrRescue(file: string): { descriptor: number; fault?: string } {
  try {
    makePrivateFolder(dirname(file))
    return { descriptor: openPrivateFile(file, 'w') }
  } catch (error) {
    const rescued = rescuePlace(file)
    return {
      descriptor: openPrivateFile(rescued, 'w'),
      fault: `${file} cannot be written: ${whyNotWritten(error)}; it was written to ${rescued} instead`,
    }
  }
}
