import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { maskText, secretsOfCommand } from '../process/index.ts'
import { UntestableTarget } from './connect.ts'

/** A target that the run has started. */
export interface SpawnedTarget extends AsyncDisposable {
  /** Stops the command and all processes that it started. */
  stop(): Promise<void>
}

const KEPT_OUTPUT = 2000
const GRACE = 5000

/** Finds a port that is currently free. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}

/**
 * Starts a command in a shell and waits until the URL accepts HTTP. Throws UntestableTarget if the command ends or
 * takes too long.
 */
export async function spawnTarget(
  command: string,
  baseUrl: string,
  environment: Readonly<Record<string, string>>,
  startTimeout: number,
): Promise<SpawnedTarget> {
  const child = spawn(command, {
    shell: true,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  })
  // The command may contain secrets, and its output may repeat them or those of its environment.
  const secrets = [...secretsOfCommand(command), ...Object.entries(environment).flatMap(secretOfVariable)]
  const failed = (what: string): UntestableTarget =>
    new UntestableTarget(maskText(`--spawn ${JSON.stringify(command)} ${what}\n${output.trimEnd()}`, secrets))
  let output = ''
  const listen = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT)
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  let ended: string | undefined
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code, signal) => {
    ended = signal === null ? `it ended with ${code}` : `it was ended by ${signal}`
  })
  const exited = new Promise<void>((resolve) => void child.once('close', () => resolve()))

  const kill = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal)
    } catch {
      // The group has ended by itself.
    }
  }
  const stop = async (): Promise<void> => {
    kill('SIGTERM')
    const timer = setTimeout(() => kill('SIGKILL'), GRACE)
    await exited
    clearTimeout(timer)
  }

  const deadline = performance.now() + startTimeout
  while (!(await accepts(baseUrl))) {
    if (ended !== undefined) throw failed(`did not start: ${ended}`)
    if (performance.now() > deadline) {
      await stop()
      throw failed(`did not answer at ${baseUrl} within ${startTimeout} ms`)
    }
    await new Promise((resolve) => void setTimeout(resolve, 50))
  }
  return { stop, [Symbol.asyncDispose]: stop }
}

function secretOfVariable([name, value]: [name: string, value: string]): string[] {
  return /token|secret|password|key$/i.test(name) ? [value] : []
}

async function accepts(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2000) })
    await response.body?.cancel()
    return true
  } catch {
    return false
  }
}
