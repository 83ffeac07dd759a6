import type { Readable, Writable } from 'node:stream'

/** Where `evaluate` reads and writes; the process's own streams in the command line, others in tests. */
export interface EvaluateStreams {
  readonly input: Readable
  readonly output: Writable
  readonly error: Writable
  /** Called with 2 where an expression, an object or a schema is faulty. */
  setExitCode(code: number): void
}

/** The streams of this process. */
export const processStreams: EvaluateStreams = {
  input: process.stdin,
  output: process.stdout,
  error: process.stderr,
  setExitCode: (code) => {
    process.exitCode = code
  },
}

/** A file that cannot be used, told to a person: which, and what is wrong with it. */
export class InputError extends Error {
  override readonly name = 'InputError'
}
