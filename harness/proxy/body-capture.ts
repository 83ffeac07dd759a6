import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import { unrecordedBody } from '../record/unrecorded-body.ts'

/** A captured body in the form of a recording. */
export interface CapturedText {
  readonly text: string
  /** False if there was a body that is not recorded; `text` then says why. */
  readonly isRecorded: boolean
}

/** Stores a copy of a body that passes through, up to a limit. */
export class BodyCapture {
  readonly #limit: number
  #chunks: Buffer[] = []
  #size = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  add(chunk: Buffer): void {
    this.#size += chunk.byteLength
    if (this.#size <= this.#limit) this.#chunks.push(chunk)
    // A body that cannot be stored completely is not stored.
    else this.#chunks = []
  }

  /** Returns the body as a string; undefined if there was none. A compressed body is decompressed. */
  read(encoding: string): CapturedText | undefined {
    if (this.#size === 0) return undefined
    const omitted = (why: string): CapturedText => ({
      text: unrecordedBody(this.#size, why),
      isRecorded: false,
    })
    if (this.#size > this.#limit) return omitted(`more than ${this.#limit}`)
    try {
      const bytes = decompress(Buffer.concat(this.#chunks), encoding, this.#limit)
      return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), isRecorded: true }
    } catch {
      // A body that cannot be read cannot be masked either.
      return omitted('not UTF-8 text')
    }
  }
}

function decompress(bytes: Buffer, encoding: string, maxOutputLength: number): Buffer {
  let plain = bytes
  for (const name of encoding
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
    .filter(Boolean)
    .reverse()) {
    const limits = { maxOutputLength: 4 * maxOutputLength }
    if (name === 'gzip' || name === 'x-gzip') plain = gunzipSync(plain, limits)
    else if (name === 'br') plain = brotliDecompressSync(plain, limits)
    // Some servers send deflate without its zlib header.
    else if (name === 'deflate')
      plain = ((plain[0] ?? 0) & 0x0f) === 8 ? inflateSync(plain, limits) : inflateRawSync(plain, limits)
    else if (name !== 'identity') throw new Error(`unknown encoding ${name}`)
  }
  return plain
}
