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
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
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
 * takes too long, and if a signal comes first. A signal that ends this process also ends the command.
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
  const interrupted = new AbortController()
  let isStarting = true
  // The command has its own process group, so Ctrl-C does not reach it.
  const onSignal = (name: NodeJS.Signals): void => {
    if (isStarting && !interrupted.signal.aborted) {
      interrupted.abort()
      return
    }
    // Another listener ends the run, and with it the command.
    if (process.listenerCount(name) > 1) return
    kill('SIGKILL')
    ignoreSignals()
    process.kill(process.pid, name)
  }
  const ignoreSignals = (): void => {
    for (const name of SIGNALS) process.off(name, onSignal)
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  const stop = async (): Promise<void> => {
    kill('SIGTERM')
    const timer = setTimeout(() => kill('SIGKILL'), GRACE)
    await exited
    clearTimeout(timer)
    ignoreSignals()
  }

  const deadline = performance.now() + startTimeout
  while (!(await accepts(baseUrl, interrupted.signal))) {
    if (ended !== undefined) {
      ignoreSignals()
      throw failed(`did not start: ${ended}`)
    }
    const isInterrupted = interrupted.signal.aborted
    if (isInterrupted || performance.now() > deadline) {
      await stop()
      throw isInterrupted
        ? new UntestableTarget('interrupted before the command of --spawn answered', {}, 'interrupted')
        : failed(`did not answer at ${baseUrl} within ${startTimeout} ms`)
    }
    await new Promise((resolve) => void setTimeout(resolve, 50))
  }
  isStarting = false
  return { stop, [Symbol.asyncDispose]: stop }
}

function secretOfVariable([name, value]: [name: string, value: string]): string[] {
  return /token|secret|password|key$/i.test(name) ? [value] : []
}

async function accepts(url: string, interrupted: AbortSignal): Promise<boolean> {
  try {
    const signal = AbortSignal.any([interrupted, AbortSignal.timeout(2000)])
    const response = await fetch(url, { redirect: 'manual', signal })
    await response.body?.cancel()
    return true
  } catch {
    return false
  }
}
