import { once } from 'node:events'
import { createWriteStream, mkdirSync } from 'node:fs'
import { appendFile, chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { FileSink, ReporterEnvironment } from '../../reports/index.ts'

/** The real stdout, files and clock for reporters; `tape` hands out the exchanges. A file named `-` is stdout. */
export function reporterEnvironment(outFolder: string, tape: ReporterEnvironment['tape']): ReporterEnvironment {
  const place = (path: string): string => (isAbsolute(path) ? path : join(outFolder, path))
  return {
    print: (text) => void process.stdout.write(text),
    writeFile: async (path, content, options) => {
      if (path === '-') return void process.stdout.write(content)
      const file = place(path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content, options)
      // A file that was there keeps its mode otherwise.
      if (options?.mode !== undefined) await chmod(file, options.mode)
    },
    appendFile: (path, content) => appendFile(place(path), content),
    openFile: (path) => (path === '-' ? standardOutput : openFile(place(path))),
    tape,
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

/** A file that is made with its first line. A fault is told at the end, so that a reporter's hooks need not wait. */
function openFile(file: string): FileSink {
  let stream: ReturnType<typeof createWriteStream> | undefined
  let failure: Error | undefined
  let drained: Promise<void> | undefined
  const open = (): ReturnType<typeof createWriteStream> => {
    mkdirSync(dirname(file), { recursive: true })
    const opened = createWriteStream(file)
    opened.on('error', (error) => {
      failure = error
    })
    return opened
  }
  return {
    write: async (text) => {
      stream ??= open()
      if (stream.write(text) || stream.destroyed) return
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
      if (failure !== undefined) throw new Error(`${file} could not be written: ${failure.message}`)
    },
  }
}
