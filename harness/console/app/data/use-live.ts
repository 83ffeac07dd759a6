import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Changed } from '../../format/page-format.ts'
import { useConsole } from './console.ts'

/** A value, and the latest failure to load it. */
export interface LiveValue<Value> {
  /** The last loaded value; undefined before the first one. */
  readonly value: Value | undefined
  readonly error: Error | undefined
  /** Loads the value again; resolves when a value was loaded after the call. */
  readonly reload: () => Promise<void>
}

/**
 * Loads a value, and loads it again whenever something of this kind may have changed, or `key` (on which `load`
 * depends) changes. The last value stays visible meanwhile.
 */
export function useLive<Value>(
  what: Changed,
  load: (signal: AbortSignal) => Promise<Value>,
  key: string = '',
): LiveValue<Value> {
  const { live } = useConsole()
  const [state, setState] = useState<{ readonly key: string; readonly value?: Value; readonly error?: Error }>({ key })
  const latest = useRef(load)
  latest.current = load
  const reader = useRef<{ readonly reload: () => Promise<void> }>(undefined)
  useEffect(() => {
    const ending = new AbortController()
    const { signal } = ending
    let running: Promise<void> | undefined
    let isOutdated = false
    const read = async (): Promise<void> => {
      // A change during a load causes another load afterwards, so that even a steady stream of changes lets loads
      // end.
      do {
        isOutdated = false
        try {
          const value = await latest.current(signal)
          if (!signal.aborted) setState({ key, value })
        } catch (error) {
          const failure = error instanceof Error ? error : new Error(String(error))
          if (!signal.aborted) setState((before) => ({ ...(before.key === key ? before : { key }), error: failure }))
        }
      } while (isOutdated && !signal.aborted)
      running = undefined
    }
    const reload = (): Promise<void> => {
      if (running === undefined) running = read()
      else isOutdated = true
      return running
    }
    reader.current = { reload }
    void reload()
    const stop = live.onChange(what, () => void reload())
    return () => {
      stop()
      ending.abort()
    }
  }, [live, what, key])
  const reload = useCallback(() => reader.current?.reload() ?? Promise.resolve(), [])
  // A value of another key must not be visible under this one.
  const present = state.key === key ? state : undefined
  return { value: present?.value, error: present?.error, reload }
}
