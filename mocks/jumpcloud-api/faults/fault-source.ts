import type { FaultRule, RateLimit } from './fault.ts'

/** Says which faults befall a call: the same for the same seed and the same calls. */
export interface FaultSource {
  /** The rules that strike this call, in order. */
  strike(method: string, path: string): readonly FaultRule[]
}

const NONE: readonly FaultRule[] = []

/** Makes a source out of rules and a seed. */
export function createFaultSource(rules: readonly FaultRule[], seed: number): FaultSource {
  const random = mulberry32(seed)
  const compiled = rules.map((rule) => ({ rule, path: pathPattern(rule.path) }))
  return {
    strike: (method, path) => {
      if (compiled.length === 0) return NONE
      // Every rule draws on every call, so that adding one does not move the others.
      return compiled
        .map(({ rule, path: pattern }) => ({ rule, pattern, draw: random() }))
        .filter(
          ({ rule, pattern, draw }) =>
            draw < (rule.share ?? 1) &&
            (rule.method === undefined || rule.method === method) &&
            (pattern === undefined || pattern.test(path)),
        )
        .map(({ rule }) => rule)
    },
  }
}

function pathPattern(path: string | undefined): RegExp | undefined {
  if (path === undefined) return undefined
  const parts = path.split('*').map((part) => part.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}

/** A small generator of numbers from 0 to 1. */
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
  /** Seconds to wait; undefined where the request may pass. `now` is in milliseconds. */
  wait(key: string, now: number): number | undefined
}

const MAX_KEYS = 10_000

/** Makes a counter with windows of fixed length. */
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
