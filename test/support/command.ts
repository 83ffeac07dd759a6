import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The folder of the checkout. */
export const root: string = join(import.meta.dirname, '..', '..')

/** The cache of compiled modules of all tests, also of those with their own temporary folder. */
const COMPILE_CACHE = process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'node-compile-cache')

/** The exit code and the output of a command. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Returns everything that a command printed. */
export const outputOf = ({ stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>): string => stdout + stderr

/** The options of a command beside its arguments. */
export interface CommandOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** The working folder (the checkout). */
  readonly folder?: string
  /** Called when the process has started; may send a signal later. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void
  /** Called with all output so far; may send a signal. */
  readonly onOutput?: (output: string, kill: (signal: NodeJS.Signals) => void) => void
}

/** Runs the unbuilt command line of the checkout, as a user would. */
export function scimRehearsal(
  argv: readonly string[],
  { environment = {}, folder = root, onStart, onOutput }: CommandOptions = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'harness/cli/bin.ts'), ...argv], {
    cwd: folder,
    // CI variables are removed: there, a run requires a target.
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, CI: '', TF_BUILD: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onStart?.((signal) => child.kill(signal))
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8')
    onOutput?.(stdout, (signal) => child.kill(signal))
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8')
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}
