import { closeSync, mkdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { asHarEntry, type Exchange } from '../../reports/index.ts'
import { openPrivate } from '../process/index.ts'

/** The folder and the limits of a recording. */
export interface RecordingOptions {
  readonly folder: string
  /** The number of bytes of a tape after which the next one begins. */
  readonly maxBytes: number
  /** The maximum number of tapes; the oldest is removed for a new one. */
  readonly maxFiles: number
  /** True if a HAR is written next to each tape. */
  readonly har: boolean
  /** The name and version of the program that writes. */
  readonly creator: { readonly name: string; readonly version: string }
  /** Called once if the recording cannot be written; nothing more is written then. */
  readonly onFailure: (error: unknown) => void
}

/** Files to which whole exchanges are appended. */
export interface RecordingFiles {
  append(exchange: Exchange): void
  /** Names of the existing tapes. */
  readonly tapes: readonly string[]
  close(): void
}

const TAIL = '\n]}}\n'

/**
 * Writes exchanges as they arrive. Each is passed to the operating system before the next one, so that a killed
 * process leaves a tape that ends with a complete exchange or with one truncated line; a HAR is complete after each
 * exchange.
 */
export function createRecordingFiles(options: RecordingOptions): RecordingFiles {
  const { folder, maxBytes, maxFiles, har, creator, onFailure } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const head = `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"comment":"recorded by a proxy; credentials are masked","entries":[`
  let number = 0
  let tape: GrowingFile | undefined
  let page: GrowingFile | undefined
  let entries = 0
  let hasFailed = false
  const tapes: string[] = []
  const nameOf = (base: string, ending: string, at: number): string =>
    join(folder, `${base}${at === 1 ? '' : `-${at}`}.${ending}`)

  const next = (): GrowingFile => {
    tape?.close()
    page?.close()
    number += 1
    entries = 0
    const opened = new GrowingFile(nameOf('tape', 'ndjson', number))
    tapes.push(opened.file)
    page = har ? new GrowingFile(nameOf('exchanges', 'har', number)) : undefined
    page?.write(head + TAIL)
    if (tapes.length > maxFiles) {
      rmSync(tapes.shift() ?? '', { force: true })
      rmSync(nameOf('exchanges', 'har', number - maxFiles), { force: true })
    }
    return opened
  }

  return {
    tapes,
    append: (exchange) => {
      if (hasFailed) return
      try {
        const line = `${JSON.stringify(exchange)}\n`
        if (tape === undefined || (tape.size > 0 && tape.size + Buffer.byteLength(line) > maxBytes)) tape = next()
        tape.write(line)
        page?.write(`${entries === 0 ? '' : ','}\n${JSON.stringify(asHarEntry(exchange))}${TAIL}`, TAIL.length)
        entries += 1
      } catch (error) {
        hasFailed = true
        onFailure(error)
      }
    },
    close: () => {
      tape?.close()
      page?.close()
    },
  }
}

/** A file that only its owner can access, to which data is appended. */
class GrowingFile {
  readonly file: string
  readonly #descriptor: number
  #size = 0

  constructor(file: string) {
    this.file = file
    this.#descriptor = openPrivate(file, 'w')
  }

  get size(): number {
    return this.#size
  }

  /** Writes at the end, or over the last bytes. */
  write(text: string, over = 0): void {
    const bytes = Buffer.from(text)
    const from = this.#size - over
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done, from + done)
    this.#size = from + bytes.length
  }

  close(): void {
    closeSync(this.#descriptor)
  }
}
