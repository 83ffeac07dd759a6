import { processSecrets } from '../process/index.ts'
import { EXIT } from './exit-code.ts'

/**
 * Masks everything that leaves the process: standard output, standard error, and files. The secrets are those of
 * `processSecrets`; the structure is preserved, so that JSON stays JSON.
 */
export function outgoing(text: string): string {
  return processSecrets.maskStrong(text)
}

/** Masks standard output and standard error, and reports a fault that nothing caught in one masked line. */
export function guardProcess(): void {
  maskStream(process.stdout)
  maskStream(process.stderr)
  process.on('uncaughtException', (error: unknown) => {
    process.stderr.write(`${internalError(error)}\n`)
    process.exit(EXIT.harness)
  })
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
