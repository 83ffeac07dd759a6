import { useEffect } from 'preact/hooks'
import { GraphFailure } from '../../data/graph-client.ts'
import { useLive } from '../../data/use-live.ts'

/** Data of the façade. While it is loaded again, the former value stays. */
export interface Loaded<Value> {
  readonly value: Value | undefined
  readonly failure: GraphFailure | undefined
  /** Loads the data again; resolves when a value was loaded after the call. */
  reload(): Promise<void>
}

/** Converts any thrown value to a failure that can be shown. */
export function asFailure(error: unknown): GraphFailure {
  if (error instanceof GraphFailure) return error
  // Browsers throw a TypeError without a cause when there is no response.
  if (error instanceof TypeError)
    return new GraphFailure(0, 'NoResponse', 'The console does not respond. Is it still running?')
  return new GraphFailure(0, 'InternalError', error instanceof Error ? error.message : String(error))
}

/**
 * Loads data for a key, and again whenever Graph's objects may have changed; also every `every` milliseconds, if
 * given.
 */
export function useGraph<Value>(key: string, load: () => Promise<Value>, every?: number): Loaded<Value> {
  const { value, error, reload } = useLive('graph', load, key)
  useEffect(() => {
    if (every === undefined) return
    const timer = setInterval(() => {
      if (!document.hidden) void reload()
    }, every)
    return () => clearInterval(timer)
  }, [every, reload])
  return {
    value,
    failure: error === undefined ? undefined : asFailure(error),
    reload,
  }
}
