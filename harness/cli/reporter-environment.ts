import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import type { ReporterEnvironment } from '../../reports/index.ts'
import { readTape } from '../index.ts'

/** The real stdout, files and clock for reporters; `tapeFile` is where the recorder writes. */
export function reporterEnvironment(outFolder: string, tapeFile: string): ReporterEnvironment {
  return {
    print: (text) => void process.stdout.write(text),
    writeFile: async (path, content) => {
      const file = isAbsolute(path) ? path : join(outFolder, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
    },
    tape: () => readTape(tapeFile),
    isTerminal: process.stdout.isTTY === true,
    columns: process.stdout.columns ?? 80,
    environment: process.env,
    now: () => performance.now(),
  }
}
