import type { JsonObject, JsonValue } from '../json.ts'

/** One call of the API, as it was answered. */
export interface RecordedCall {
  /** Counts from 1. */
  readonly sequence: number
  /** RFC 3339. */
  readonly time: string
  /** Id of the operation, such as `systemusers_post`; undefined where there is none. */
  readonly operation: string | undefined
  /** Who the key belongs to: an e-mail address, or a service account's client id; undefined where it was refused. */
  readonly admin: string | undefined
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly status: number
  /** What was sent, its secrets masked. */
  readonly body: JsonValue | undefined
  /** The record concerned, before and after. */
  readonly before: JsonObject | undefined
  readonly after: JsonObject | undefined
  /** The validation rule that refused it. */
  readonly rule: string | undefined
  /** What befell it on purpose, such as `503` or `lost-answer`. */
  readonly fault: string | undefined
}

/** What came of the traffic: the last calls, and ways to wait for more. */
export interface ApiRecorder extends AsyncIterable<RecordedCall> {
  /** The calls that are kept, the oldest first. */
  readonly calls: readonly RecordedCall[]
  /** How many there were in all. */
  readonly count: number
  /** Adds a call. */
  record(call: Omit<RecordedCall, 'sequence'>): void
  /** Resolves to the first call, kept or to come, that satisfies the predicate; undefined when the time (5000 ms) is up. */
  until(
    predicate: (call: RecordedCall) => boolean,
    options?: { readonly timeout?: number },
  ): Promise<RecordedCall | undefined>
}

const DEFAULT_TIMEOUT = 5000
/** Calls that are kept (10 000). */
const DEFAULT_CAPACITY = 10_000

/** Makes a recorder that keeps so many calls, the last; with 0 it only lets wait for those to come. */
export function createApiRecorder(capacity: number = DEFAULT_CAPACITY): ApiRecorder {
  let calls: RecordedCall[] = []
  let count = 0
  const listeners = new Set<(call: RecordedCall) => void>()
  const recorder: ApiRecorder = {
    get calls() {
      return calls.length > capacity ? calls.slice(-capacity) : calls
    },
    get count() {
      return count
    },
    record: (call) => {
      count += 1
      const numbered = { sequence: count, ...call }
      if (capacity > 0) calls.push(numbered)
      // Cut rarely, since it moves all.
      if (calls.length > 2 * capacity) calls = calls.slice(-capacity)
      for (const listen of listeners) listen(numbered)
    },
    until: (predicate, { timeout = DEFAULT_TIMEOUT } = {}) => {
      const past = recorder.calls.find(predicate)
      if (past !== undefined) return Promise.resolve(past)
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer)
          listeners.delete(listen)
        }
        const listen = (call: RecordedCall): void => {
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
      const fresh: RecordedCall[] = [...recorder.calls]
      const listen = (call: RecordedCall): void => {
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
