import { processSecrets } from '../process/index.ts'
import { EXIT } from './exit-code.ts'

/**
 * Masks everything that leaves the process: standard output, standard error, and files. The secrets are those of
 * `processSecrets`. The structure does not change, so JSON remains JSON.
 */
export function outgoing(text: string): string {
  return processSecrets.maskStrong(text)
}

/** Masks standard output and standard error, and reports an uncaught error in one masked line. */
export function guardProcess(): void {
  maskStream(process.stdout)
  maskStream(process.stderr)
  process.on('uncaughtException', (error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? '') : ''
    // A rejection without an Error names no file; code of this package rejects with errors only.
    const isNameless = error instanceof Error && 'code' in error && error.code === 'ERR_UNHANDLED_REJECTION'
    const program = programs.find(({ url }) => isNameless || stack.includes(url))
    if (program === undefined) {
      process.stderr.write(`${internalError(error)}\n`)
      process.exit(EXIT.harness)
    }
    isBlamed = true
    const [says = ''] = error instanceof Error && !isNameless ? error.message.split('\n') : []
    const reason = says === '' ? 'it threw something that is not an Error' : processSecrets.mask(says)
    process.stderr.write(`${program.shown} failed after it was loaded: ${reason}\n`)
    process.exit(EXIT.usage)
  })
}

/**
 * Keeps the process alive if its output cannot be written, so that no report and no removal of resources is lost. A reader
 * that closes its end, such as head, and a closed terminal want no more; any other fault, such as a full disk, is
 * reported and makes the exit code 4 if it would be 0.
 */
export function keepOutputFaults(): void {
  let fault: string | undefined
  const hear = (name: string, other: NodeJS.WriteStream) => (error: NodeJS.ErrnoException) => {
    const code = error.code ?? error.message
    if (['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'].includes(code) || fault !== undefined) return
    fault = `${name} cannot be written: ${code}`
    other.write(`${fault}\n`)
  }
  process.stdout.on('error', hear('standard output', process.stderr))
  process.stderr.on('error', hear('standard error', process.stdout))
  process.once('exit', () => {
    if (fault !== undefined && (process.exitCode ?? EXIT.conformant) === EXIT.conformant)
      process.exitCode = EXIT.harness
  })
}

const programs: { readonly url: string; readonly shown: string }[] = []

let isBlamed = false

/** Returns whether the process ends because of a program of the user. */
export const wasBlamed = (): boolean => isBlamed

/** Registers a program of the user, such as a configuration: an error that it raises later is its own, not an internal one. */
export function blameFor(url: string, shown: string): void {
  programs.push({ url, shown })
}

/** Returns the report of an unexpected error. */
export function internalError(error: unknown): string {
  const says = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `internal error in scim-rehearsal, please report it: ${processSecrets.mask(says)}`
}

function maskStream(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: readonly unknown[]) => boolean
  stream.write = (chunk: unknown, ...rest: readonly unknown[]): boolean => write(masked(chunk), ...rest)
}

function masked(chunk: unknown): unknown {
  if (typeof chunk === 'string') return outgoing(chunk)
  if (!(chunk instanceof Uint8Array)) return chunk
  const text = Buffer.from(chunk).toString('utf8')
  const clean = outgoing(text)
  return clean === text ? chunk : clean
}
