import type { CheckResult, RehearsalResult, Reporter } from '../../reports/index.ts'
import { countedFindings, type RehearsalOptions, rehearse } from '../index.ts'

/** A check that has ended, and whether it makes the run fail. */
export interface EndedCheck {
  readonly check: CheckResult
  readonly isCounted: boolean
}

/** One run of the rehearsal, which the tests of its checks share. */
export interface RehearsalRun {
  /** Resolves when the first check begins. Throws if the target cannot be tested. */
  readonly begun: Promise<void>
  /**
   * Returns the result of a check: at once if it passed, otherwise at the end of the run, because only then it is known
   * which findings follow from others.
   */
  resultOf(id: string): Promise<EndedCheck>
  /** Ends the run if a selected check was not requested; resolves when everything is cleaned up. */
  end(): Promise<RehearsalResult>
}

/** Starts a run of the named checks and invariants. */
export function startRehearsal(options: RehearsalOptions, ids: readonly string[]): RehearsalRun {
  const stopping = new AbortController()
  const begun = Promise.withResolvers<void>()
  const unasked = new Set(ids)
  const passes = new Map(ids.map((id) => [id, Promise.withResolvers<EndedCheck>()]))
  const observer: Reporter = {
    name: 'mocha',
    onBegin: () => begun.resolve(),
    onCheck: (check) => {
      if (check.outcome === 'pass') passes.get(check.id)?.resolve({ check, isCounted: false })
    },
  }
  const interrupt = (): void => stopping.abort()
  process.once('SIGINT', interrupt)
  const ended = rehearse({
    ...options,
    signal: stopping.signal,
    reporters: [...(options.reporters ?? []), observer],
  })
    .then(({ result, reporterFailures }) => {
      if (result.verdict === 'untestable') throw new Error(result.reason ?? result.summary)
      for (const { reporter, error } of reporterFailures)
        process.stderr.write(
          `the reporter ${reporter} failed: ${error instanceof Error ? error.message : String(error)}\n`,
        )
      return result
    })
    .finally(() => process.off('SIGINT', interrupt))
  ended.then(() => begun.resolve(), begun.reject)
  begun.promise.catch(() => {})

  return {
    begun: begun.promise,
    resultOf: async (id) => {
      unasked.delete(id)
      const judged = ended.then((result) => {
        const check = result.checks.find((one) => one.id === id)
        if (check === undefined) throw new Error(`the check did not run: ${result.summary}`)
        return { check, isCounted: countedFindings(result, options.failOn ?? 'must')(check) }
      })
      const pass = passes.get(id)?.promise
      return pass === undefined ? judged : Promise.race([pass, judged])
    },
    end: () => {
      if (unasked.size > 0) stopping.abort()
      return ended
    },
  }
}
