import type { Readable, Writable } from 'node:stream'

/** The streams of `evaluate`: those of the process in the command line, others in tests. */
export interface EvaluateStreams {
  readonly input: Readable
  readonly output: Writable
  readonly error: Writable
  /** Called with 2 if an expression, an object or a schema is faulty. */
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

/** A file that cannot be used. The message names the file and the problem. */
export class InputError extends Error {
  override readonly name = 'InputError'
}
