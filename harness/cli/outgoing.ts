import { processSecrets } from '../process/index.ts'
import { EXIT } from './exit-code.ts'

/**
 * The one place that whatever leaves the process passes: standard output, standard error, and what the modules write to files. Secrets are
 * those of `processSecrets`; structure is kept, so that what was JSON stays JSON.
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

/** How an unexpected error is reported. */
export function internalError(error: unknown): string {
  const says = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `fault of scim-rehearsal, please report it: ${processSecrets.mask(says)}`
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
