import type { Reporter } from './model/index.ts'

/** A hook that threw: the reporter, and the error. */
export interface ReporterFailure {
  readonly reporter: string
  readonly error: unknown
}

/**
 * Combines several reporters into one. If one throws, `onFailure` gets its error, it is not called again, and the
 * others continue.
 */
export function multiplex(
  reporters: readonly Reporter[],
  onFailure: (failure: ReporterFailure) => void,
): Required<Reporter> {
  const working = new Set(reporters)
  const each = (call: (reporter: Reporter) => void): void => {
    for (const reporter of working) {
      try {
        call(reporter)
      } catch (error) {
        working.delete(reporter)
        onFailure({ reporter: reporter.name, error })
      }
    }
  }
  return {
    name: 'multiplex',
    onBegin: (plan) => each((reporter) => reporter.onBegin?.(plan)),
    onCheck: (result) => each((reporter) => reporter.onCheck?.(result)),
    onExchange: (exchange) => each((reporter) => reporter.onExchange?.(exchange)),
    onEnd: async (result) => {
      for (const reporter of working) {
        try {
          await reporter.onEnd?.(result)
        } catch (error) {
          onFailure({ reporter: reporter.name, error })
        }
      }
    },
  }
}
