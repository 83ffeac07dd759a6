import type { Listening } from '../listen.ts'
import { createBatch } from './batch.ts'
import type { FromWorker, Numbered, ToWorker } from './messages.ts'

/** Lets the process that started the workers perform a call. Rejects if the call cannot be sent. */
export type Forward = (call: unknown) => Promise<unknown>

/** Starts a server of a worker. Rejects if it cannot listen. */
export type WorkerServer = (settings: unknown, forward: Forward) => Promise<Listening>

interface PendingCall {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** Runs this process as a worker: it serves what its parent process requests, and ends with that process. */
export function runWorker(servers: Readonly<Record<string, WorkerServer>>): void {
  const pending = new Map<number, PendingCall>()
  const listening: Listening[] = []
  let calls = 0

  const forwarder = (server: number): Forward => {
    const queue = createBatch<Numbered<unknown>>((batch) => {
      if (trySend({ kind: 'calls', server, calls: batch }) === undefined) return
      // A call that cannot be written as JSON must not prevent the others.
      for (const call of batch) {
        const error = trySend({ kind: 'calls', server, calls: [call] })
        if (error !== undefined) finish(call[0], ({ reject }) => reject(error))
      }
    })
    return (call) =>
      new Promise((resolve, reject) => {
        calls += 1
        pending.set(calls, { resolve, reject })
        queue([calls, call])
      })
  }

  const finish = (number: number, complete: (call: PendingCall) => void): void => {
    const call = pending.get(number)
    pending.delete(number)
    if (call !== undefined) complete(call)
  }

  const serve = async ({ server, name, settings }: Extract<ToWorker, { readonly kind: 'serve' }>): Promise<void> => {
    try {
      const start = servers[name]
      if (start === undefined) throw new Error(`a worker cannot serve ${name}`)
      const one = await start(settings, forwarder(server))
      listening.push(one)
      trySend({ kind: 'listening', server, url: one.url })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? { code: String(error.code) } : {}
      trySend({ kind: 'refused', server, message: error instanceof Error ? error.message : String(error), ...code })
    }
  }

  process.on('message', (message: ToWorker) => {
    if (message.kind === 'serve') void serve(message)
    else if (message.kind === 'answers')
      for (const [number, answer] of message.answers) finish(number, ({ resolve }) => resolve(answer))
    else void Promise.all(listening.map((one) => one.close())).then(() => process.exit(0))
  })
  // A terminal and a service manager signal all processes; the one that started the workers decides when they end.
  for (const signal of SIGNALS) process.on(signal, () => {})
}

/** Sends a message; returns the error if it cannot be written as JSON. */
function trySend(message: FromWorker): unknown {
  try {
    process.send?.(message, undefined, undefined, () => {})
    return undefined
  } catch (error) {
    return error
  }
}
