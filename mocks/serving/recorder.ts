/** One call of a server, as it was answered. */
export interface ServedCall {
  /** Counts from 1. */
  readonly sequence: number
  /** RFC 3339. */
  readonly time: string
  /** Name of the operation; undefined if there is none. */
  readonly operation: string | undefined
  /** Who the credentials belong to; undefined if they were refused, or have no name. */
  readonly admin: string | undefined
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** 0 if the connection ended without an answer. */
  readonly status: number
}

/** What came of the traffic: the last calls, and ways to wait for more. */
export interface Recorder<Call extends ServedCall> extends AsyncIterable<Call> {
  /** The calls that are kept, the oldest first. */
  readonly calls: readonly Call[]
  /** How many there were in all. */
  readonly count: number
  /** Adds a call. */
  record(call: Omit<Call, 'sequence'>): void
  /** Forgets the calls that are kept; numbers go on. */
  clear(): void
  /** Resolves to the first call, kept or to come, that satisfies the predicate; undefined when the time (5000 ms) is up. */
  until(predicate: (call: Call) => boolean, options?: { readonly timeout?: number }): Promise<Call | undefined>
}

const DEFAULT_TIMEOUT = 5000
/** Calls that are kept (10 000). */
const DEFAULT_CAPACITY = 10_000

/** Makes a recorder that keeps so many calls, the last; with 0 it only lets wait for those to come. */
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
      // Cut rarely, since it moves all.
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
