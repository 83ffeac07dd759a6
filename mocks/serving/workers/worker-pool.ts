import type { Worker } from 'node:cluster'
import { createBatch } from './batch.ts'
import type { FromWorker, Numbered, ToWorker } from './messages.ts'

/** A worker ended unexpectedly. */
export class WorkerEnded extends Error {
  override readonly name = 'WorkerEnded'
}

/**
 * Performs what workers may not do themselves: the calls that have arrived together, so that they can share a commit.
 * Returns an answer for each of them, and does not reject.
 */
export type PerformAll = (calls: readonly unknown[]) => Promise<readonly unknown[]>

/** Processes that listen at the same address. Their requests that write are performed by this process. */
export interface WorkerPool {
  /**
   * Lets all workers start a server, and returns its URL when the last one listens. `settings` are sent to them as JSON.
   * Rejects with the error of listening.
   */
  serve(name: string, settings: unknown, performAll: PerformAll): Promise<string>
  /** Rejects with WorkerEnded if a worker ends before the pool is closed. */
  readonly ended: Promise<never>
  /** Ends the workers. May be called again. */
  close(): Promise<void>
}

/** Milliseconds in which a worker must end by itself. */
const END_TIMEOUT = 5000

/** Starts workers that run a file, which calls `runWorker`. A process has at most one pool. */
export async function startWorkers(file: string, count: number): Promise<WorkerPool> {
  // The module is loaded here, because only a process with workers needs it.
  const { default: cluster } = await import('node:cluster')
  // Each process would warn that SQLite is experimental, which a user cannot change.
  const execArgv = [...process.execArgv, '--disable-warning=ExperimentalWarning']
  cluster.setupPrimary({ exec: file, args: [], execArgv })
  const workers = Array.from({ length: count }, () => cluster.fork())
  const servers: Server[] = []
  let isClosing = false

  const ended = new Promise<never>((_resolve, reject) => {
    for (const [index, worker] of workers.entries())
      worker.once('exit', (code: number | null, signal: string | null) => {
        if (isClosing) return
        const how = signal === null ? `with code ${code}` : `by ${signal}`
        reject(new WorkerEnded(`worker ${index + 1} of ${count} (process ${worker.process.pid}) ended ${how}`))
      })
  })
  // If the pool is closed while a server starts, nothing awaits this promise.
  ended.catch(() => {})

  for (const worker of workers) {
    worker.on('message', (message: FromWorker) => {
      const server = servers[message.server]
      if (server === undefined) return
      if (message.kind === 'calls') for (const call of message.calls) server.onCall({ worker, call })
      else server.onStart(message)
    })
  }

  return {
    ended,
    serve: async (name, settings, performAll) => {
      const started = new Promise<string>((resolve, reject) => {
        let listening = 0
        const onStart = (message: Started): void => {
          if (message.kind === 'refused')
            reject(Object.assign(new Error(message.message), message.code === undefined ? {} : { code: message.code }))
          else if (++listening === count) resolve(message.url)
        }
        servers.push({ onCall: createBatch(inTurn(performAll)), onStart })
      })
      for (const worker of workers) send(worker, { kind: 'serve', server: servers.length - 1, name, settings })
      return Promise.race([started, ended])
    },
    close: async () => {
      isClosing = true
      await Promise.all(workers.map(end))
    },
  }
}

type Started = Extract<FromWorker, { readonly kind: 'listening' | 'refused' }>

/** A call with the worker that waits for its answer. */
interface ReceivedCall {
  readonly worker: Worker
  readonly call: Numbered<unknown>
}

/** The state of a server of the workers. */
interface Server {
  readonly onCall: (call: ReceivedCall) => void
  readonly onStart: (message: Started) => void
}

/** Returns a function that performs batches one after another, and sends each worker its answers in one message. */
function inTurn(performAll: PerformAll): (batch: readonly ReceivedCall[]) => void {
  let last: Promise<void> = Promise.resolve()
  return (batch) => {
    last = last.then(async () => {
      const contents = await performAll(batch.map(({ call }) => call[1]))
      const answers = Map.groupBy(
        batch.map(({ worker, call: [number] }, index) => ({ worker, answer: [number, contents[index]] as const })),
        ({ worker }) => worker,
      )
      for (const [worker, own] of answers) send(worker, { kind: 'answers', answers: own.map(({ answer }) => answer) })
    })
  }
}

function send(worker: Worker, message: ToWorker): void {
  // If the worker has ended, its exit event reports that.
  if (worker.isConnected()) worker.send(message, () => {})
}

async function end(worker: Worker): Promise<void> {
  if (worker.isDead()) return
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  send(worker, { kind: 'stop' })
  const timer = setTimeout(() => worker.process.kill('SIGKILL'), END_TIMEOUT)
  await exited
  clearTimeout(timer)
}
