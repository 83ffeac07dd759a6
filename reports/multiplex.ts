import type { Reporter } from './model/index.ts'

/** A hook that threw: which reporter, and what. */
export interface ReporterFailure {
  readonly reporter: string
  readonly error: unknown
}

/** Makes one reporter of several. One that throws is told to `onFailure`, is not called again, and does not stop the others. */
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
