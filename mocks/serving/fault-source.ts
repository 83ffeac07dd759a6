import type { Fault, FaultRule, RateLimit } from './fault.ts'

/** The faults to inject into one call. */
export interface InjectedFaults {
  /** The fault that replaces the work, or ends the connection before it. */
  readonly instead: Fault | undefined
  readonly isAnswerLost: boolean
  /** The delay of the response in milliseconds. */
  readonly delay: number
}

/** Chooses the faults of calls: the same for the same seed and the same calls. */
export interface FaultSource {
  /** `below` is the path below the base URL, which a rule may also name. */
  faultsOf(call: { readonly method: string; readonly url: string; readonly below?: string }): InjectedFaults
}

/** Returns the effect of one fault that was chosen for a call. */
export function effectOf(fault: Exclude<Fault, 'latency'>): InjectedFaults {
  return fault === 'lost-answer'
    ? { instead: undefined, isAnswerLost: true, delay: 0 }
    : { instead: fault, isAnswerLost: false, delay: 0 }
}

const NO_FAULTS: InjectedFaults = { instead: undefined, isAnswerLost: false, delay: 0 }

/** Creates a source from rules and a seed. */
export function createFaultSource(rules: readonly FaultRule[], seed: number): FaultSource {
  const random = mulberry32(seed)
  const compiled = rules.map((rule) => ({ rule, path: pathPattern(rule.path) }))
  return {
    faultsOf: ({ method, url, below }) => {
      if (compiled.length === 0) return NO_FAULTS
      const [pathname = ''] = url.split('?')
      // Every rule draws a random number on every call, so that its faults do not depend on the other rules.
      const applied = compiled
        .map(({ rule, path }) => ({ rule, path, draw: random() }))
        .filter(
          ({ rule, path, draw }) =>
            draw < (rule.share ?? 1) &&
            (rule.method === undefined || rule.method === method) &&
            (path === undefined || path.test(pathname) || (below !== undefined && path.test(below))),
        )
        .map(({ rule }) => rule)
      return {
        instead: applied.find(({ fault }) => fault !== 'latency' && fault !== 'lost-answer')?.fault,
        isAnswerLost: applied.some(({ fault }) => fault === 'lost-answer'),
        delay: applied.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0),
      }
    },
  }
}

function pathPattern(path: string | undefined): RegExp | undefined {
  if (path === undefined) return undefined
  const parts = path.split('*').map((part) => part.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}

/** Creates a seeded generator of random numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Counts the requests of each key. */
export interface RateCounter {
  /** Returns the seconds to wait; undefined if the request may proceed. `now` is in milliseconds. */
  wait(key: string, now: number): number | undefined
}

const MAX_KEYS = 10_000

/** Creates a counter with windows of fixed length. */
export function createRateCounter({ requests, seconds }: RateLimit): RateCounter {
  const windows = new Map<string, { readonly ends: number; count: number }>()
  return {
    wait: (key, now) => {
      const window = windows.get(key)
      if (window === undefined || window.ends <= now) {
        if (windows.size >= MAX_KEYS) windows.clear()
        windows.set(key, { ends: now + seconds * 1000, count: 1 })
        return undefined
      }
      window.count += 1
      return window.count <= requests ? undefined : Math.ceil((window.ends - now) / 1000)
    },
  }
}
