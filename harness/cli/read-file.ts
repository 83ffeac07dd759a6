import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { decodeText } from '../../mocks/text/index.ts'
import { UsageError } from './usage-error.ts'

/** The default maximum size of an input file in bytes. */
const MAX_BYTES = 256 * 1024 * 1024

/**
 * Reads a file that another program wrote: with or without a byte order mark, in UTF-8 or UTF-16. Only a regular file of limited size is read: a
 * pipe or a device may never end. Throws UsageError.
 */
export function readText(file: string, maxBytes: number = MAX_BYTES): string {
  return decodeText(readBytes(file, maxBytes))
}

function readBytes(file: string, maxBytes: number): Buffer {
  const { descriptor, size } = openRegular(file, maxBytes)
  try {
    // Files below /proc report no size, so the limit counts the bytes read.
    const chunks: Buffer[] = []
    for (let total = 0; ; ) {
      const chunk = Buffer.allocUnsafe(Math.min(Math.max(size - total + 1, 64 * 1024), maxBytes + 1))
      const count = readSync(descriptor, chunk, 0, chunk.length, null)
      if (count === 0) return Buffer.concat(chunks)
      total += count
      if (total > maxBytes) throw tooLarge(file, maxBytes)
      chunks.push(chunk.subarray(0, count))
    }
  } catch (error) {
    throw error instanceof UsageError ? error : notReadable(file, error)
  } finally {
    closeSync(descriptor)
  }
}

function openRegular(file: string, maxBytes: number): { descriptor: number; size: number } {
  let descriptor: number
  try {
    // Without O_NONBLOCK, opening a pipe waits for its writer.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw notReadable(file, error)
  }
  const stats = fstatSync(descriptor)
  const fault = stats.isFile() ? undefined : kindOf(stats)
  if (fault === undefined && stats.size <= maxBytes) return { descriptor, size: stats.size }
  closeSync(descriptor)
  throw fault === undefined
    ? tooLarge(file, maxBytes)
    : new UsageError(`${file} cannot be read: it is ${fault}, not a file`)
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}

function tooLarge(file: string, maxBytes: number): UsageError {
  const limit =
    maxBytes >= 1024 * 1024 ? `${Math.floor(maxBytes / 1024 / 1024)} MiB` : `${Math.floor(maxBytes / 1024)} KiB`
  return new UsageError(`${file} cannot be read: it has more than ${limit}`)
}

function notReadable(file: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  return new UsageError(`${file === '' ? 'a file without a name' : file} cannot be read (${code})`)
}
