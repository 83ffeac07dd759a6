import type { JsonObject } from '../json.ts'
import type { SystemUser } from '../users/system-user.ts'

/** One call of the API, as it was answered. */
export interface RecordedCall {
  /** RFC 3339. */
  readonly time: string
  /** Who the key belongs to; undefined where it was refused. */
  readonly admin: string | undefined
  readonly method: string
  readonly path: string
  readonly status: number
  /** What was sent, its password masked. */
  readonly body: JsonObject | undefined
  readonly before: SystemUser | undefined
  readonly after: SystemUser | undefined
  /** The validation rule that refused it. */
  readonly rule: string | undefined
}

/** What came of the traffic: every call, and a way to wait for one. */
export interface ApiRecorder {
  readonly calls: readonly RecordedCall[]
  record(call: RecordedCall): void
  /** Resolves to the first call, past or future, that satisfies the predicate; undefined when the time is up. */
  until(
    predicate: (call: RecordedCall) => boolean,
    options?: { readonly timeout?: number },
  ): Promise<RecordedCall | undefined>
}

const DEFAULT_TIMEOUT = 5000

/** Makes a recorder. */
export function createApiRecorder(): ApiRecorder {
  const calls: RecordedCall[] = []
  const listeners = new Set<(call: RecordedCall) => void>()
  return {
    calls,
    record: (call) => {
      calls.push(call)
      for (const listen of listeners) listen(call)
    },
    until: (predicate, { timeout = DEFAULT_TIMEOUT } = {}) => {
      const past = calls.find(predicate)
      if (past !== undefined) return Promise.resolve(past)
      return new Promise((resolve) => {
        const finish = (call: RecordedCall | undefined): void => {
          clearTimeout(timer)
          listeners.delete(listen)
          resolve(call)
        }
        const listen = (call: RecordedCall): void => {
          if (predicate(call)) finish(call)
        }
        const timer = setTimeout(() => finish(undefined), timeout)
        listeners.add(listen)
      })
    },
  }
}
