/** One call of a server with its response. */
export interface ServedCall {
  /** The number of the call, from 1. */
  readonly sequence: number
  /** The time in RFC 3339. */
  readonly time: string
  /** The name of the operation; undefined if there is none. */
  readonly operation: string | undefined
  /** The owner of the credentials; undefined if they were rejected or have no name. */
  readonly admin: string | undefined
  readonly method: string
  /** The path and the query. */
  readonly path: string
  /** The status; 0 if the connection ended without a response. */
  readonly status: number
}

/** A recorder of traffic: the last calls, and methods to wait for more. */
export interface Recorder<Call extends ServedCall> extends AsyncIterable<Call> {
  /** The stored calls, the oldest first. */
  readonly calls: readonly Call[]
  /** The total number of calls. */
  readonly count: number
  /** Adds a call. */
  record(call: Omit<Call, 'sequence'>): void
  /** Removes the stored calls; numbers continue. */
  clear(): void
  /**
   * Resolves to the first stored or future call that satisfies the predicate; undefined after the timeout (default:
   * 5000 ms).
   */
  until(predicate: (call: Call) => boolean, options?: { readonly timeout?: number }): Promise<Call | undefined>
}

const DEFAULT_TIMEOUT = 5000
/** The default number of stored calls. */
const DEFAULT_CAPACITY = 10_000

/** Creates a recorder that stores a number of last calls; with 0 one can only wait for future calls. */
export function createRecorder<Call extends ServedCall>(capacity: number = DEFAULT_CAPACITY): Recorder<Call> {
  let calls: Call[] = []
  let count = 0
  const listeners = new Set<(call: Call) => void>()
  const recorder: Recorder<Call> = {
    get calls() {
      return calls.length > capacity ? calls.slice(-capacity) : calls
    },
    get count() {
      return count
    },
    record: (call) => {
      count += 1
      const numbered = { sequence: count, ...call } as Call
      if (capacity > 0) calls.push(numbered)
      // Old calls are removed rarely, because that moves all others.
      if (calls.length > 2 * capacity) calls = calls.slice(-capacity)
      for (const listen of listeners) listen(numbered)
    },
    clear: () => {
      calls = []
    },
    until: (predicate, { timeout = DEFAULT_TIMEOUT } = {}) => {
      const past = recorder.calls.find(predicate)
      if (past !== undefined) return Promise.resolve(past)
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer)
          listeners.delete(listen)
        }
        const listen = (call: Call): void => {
          try {
            if (!predicate(call)) return
            resolve(call)
          } catch (error) {
            reject(error)
          }
          stop()
        }
        const timer = setTimeout(() => {
          stop()
          resolve(undefined)
        }, timeout)
        listeners.add(listen)
      })
    },
    async *[Symbol.asyncIterator]() {
      let waiting = Promise.withResolvers<void>()
      const fresh: Call[] = [...recorder.calls]
      const listen = (call: Call): void => {
        fresh.push(call)
        waiting.resolve()
      }
      listeners.add(listen)
      try {
        for (;;) {
          for (const call of fresh.splice(0)) yield call
          if (fresh.length > 0) continue
          waiting = Promise.withResolvers<void>()
          await waiting.promise
        }
      } finally {
        listeners.delete(listen)
      }
    },
  }
  return recorder
}
