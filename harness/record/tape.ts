import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import type { Exchange } from '../../reports/index.ts'

/** Stores exchanges: one JSON object per line. */
export interface Tape {
  append(exchange: Exchange): void
  /** Resolves when all that was appended can be read. */
  close(): Promise<void>
  read(): AsyncIterable<Exchange>
}

/**
 * Creates a tape in a file of NDJSON, for runs of any length. A fault is reported to `onFailure`; without that, `close`
 * throws it.
 */
export function createFileTape(file: string, onFailure?: (message: string) => void): Tape {
  // Only the owner may read exchanges.
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const stream = createWriteStream(file, { flags: 'w', mode: 0o600 })
  let failure: Error | undefined
  stream.on('error', (error) => {
    failure = error
  })
  return {
    append: (exchange) => void stream.write(`${JSON.stringify(exchange)}\n`),
    close: async () => {
      stream.end()
      await finished(stream).catch(() => {})
      if (failure === undefined) return
      const message = `the tape ${file} could not be written: ${failure.message}`
      if (onFailure === undefined) throw new Error(message)
      onFailure(message)
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

/** Reads a tape. Throws an error with the line number if a line is not a JSON object. */
export async function* readTape(file: string): AsyncIterable<Exchange> {
  // A pipe or a device may never end.
  if (!statSync(file).isFile()) throw new Error(`${file} is not a regular file; a tape is one`)
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
