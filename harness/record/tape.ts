import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import type { Exchange } from '../../reports/index.ts'

/** Where exchanges are kept: one JSON object a line. */
export interface Tape {
  append(exchange: Exchange): void
  /** Resolves when all that was appended can be read. */
  close(): Promise<void>
  read(): AsyncIterable<Exchange>
}

/** A tape in a file of NDJSON, for runs of any length. */
export function createFileTape(file: string): Tape {
  mkdirSync(dirname(file), { recursive: true })
  const stream = createWriteStream(file, { flags: 'w' })
  let failure: Error | undefined
  stream.on('error', (error) => {
    failure = error
  })
  return {
    append: (exchange) => void stream.write(`${JSON.stringify(exchange)}\n`),
    close: async () => {
      stream.end()
      await finished(stream).catch(() => {})
      if (failure !== undefined) throw new Error(`the tape ${file} could not be written: ${failure.message}`)
    },
    read: () => readTape(file),
  }
}

/** A tape in memory, for short runs and tests. */
export function createMemoryTape(): Tape {
  const exchanges: Exchange[] = []
  return {
    append: (exchange) => void exchanges.push(exchange),
    close: async () => {},
    read: async function* () {
      yield* exchanges
    },
  }
}

/** Reads a tape. Throws an error that names the line where one is no JSON object. */
export async function* readTape(file: string): AsyncIterable<Exchange> {
  let line = 0
  for await (const text of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    line += 1
    if (text.trim() === '') continue
    try {
      yield JSON.parse(text) as Exchange
    } catch {
      throw new Error(`${file}:${line} is no JSON; a tape holds one exchange a line`)
    }
  }
}
