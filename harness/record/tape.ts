import { closeSync, createReadStream, mkdirSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import type { Exchange } from '../../reports/index.ts'
import { isStillThere, openPrivate } from '../process/index.ts'

/** Stores exchanges: one JSON object per line. */
export interface Tape {
  append(exchange: Exchange): void
  /** Resolves when all appended exchanges can be read. */
  close(): Promise<void>
  read(): AsyncIterable<Exchange>
}

/**
 * Creates a tape in an NDJSON file, for runs of any length. An error is reported to `onFailure`; without it, `close`
 * throws the error.
 */
export function createFileTape(file: string, onFailure?: (message: string) => void): Tape {
  // Only the owner may read exchanges.
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  let failure: Error | undefined
  const failed = (error: unknown): undefined => {
    failure ??= error instanceof Error ? error : new Error(String(error))
  }
  const open = (): number | undefined => {
    try {
      return openPrivate(file, 'w')
    } catch (error) {
      return failed(error)
    }
  }
  const descriptor = open()
  return {
    append: (exchange) => {
      if (descriptor === undefined || failure !== undefined) return
      try {
        // The line is written synchronously: a stream would keep in memory what a slow disk has not accepted, and a
        // killed process would lose it.
        writeWhole(descriptor, `${JSON.stringify(exchange)}\n`)
      } catch (error) {
        failed(error)
      }
    },
    close: async () => {
      if (descriptor !== undefined) {
        if (!isStillThere(file, descriptor)) failed(new Error('it was removed or replaced while the run wrote it'))
        closeSync(descriptor)
      }
      if (failure === undefined) return
      const message = `the tape ${file} could not be written: ${failure.message}`
      if (onFailure === undefined) throw new Error(message)
      onFailure(message)
    },
    read: () => readTape(file),
  }
}

/** Writes a whole string; on a nearly full disk, one write may write only a part. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
}

/** Creates a tape in memory, for short runs and tests. */
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
      throw new Error(`${file}:${line} is not JSON; a tape has one exchange per line`)
    }
  }
}
