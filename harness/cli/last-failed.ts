import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckResult, FailOn } from '../../reports/index.ts'
import { matchesId } from '../index.ts'
import { readResult } from './read-result.ts'
import { UsageError } from './usage-error.ts'

/** The folder of runs without `--out`. */
export const RUNS_FOLDER = 'rehearsals'

/** The checks that failed in an earlier run. */
export interface LastFailed {
  /** The folder of the earlier result. */
  readonly folder: string
  /** The ids of failed checks, and of checks whose requests violated a failed invariant. */
  readonly checks: readonly string[]
}

/**
 * Reads which checks failed in the previous run: the one in `--out`, else the newest in `rehearsals/`. Warnings count
 * as with `--fail-on should`, accepted findings do not. `globs` selects some of them; `invariants` are the ids that
 * judge the requests of other checks. Throws UsageError if there is no such run, or it tested nothing.
 */
export function readLastFailed(
  out: string | undefined,
  failOn: FailOn,
  globs: readonly string[],
  invariants: ReadonlySet<string>,
): LastFailed {
  const folder = out ?? newestRun()
  if (folder === undefined || !existsSync(join(folder, 'result.json')))
    throw new UsageError(
      `--last-failed needs an earlier run, but ${folder === undefined ? `${RUNS_FOLDER}/ has none` : `${folder} has no result.json`}; run without it first`,
    )
  const { checks, verdict } = readResult(folder)
  if (verdict === 'untestable')
    throw new UsageError(`--last-failed: the run in ${folder} could not test the target; run without it`)
  const failed = checks.filter(
    ({ id, outcome, accepted }) =>
      accepted === undefined &&
      (outcome === 'fail' || outcome === 'error' || (outcome === 'warn' && failOn === 'should')) &&
      (globs.length === 0 || globs.some((glob) => matchesId(id, glob))),
  )
  const again = failed.flatMap((check) => [check.id, ...(invariants.has(check.id) ? trafficOf(check, checks) : [])])
  return { folder, checks: [...new Set(again)] }
}

/**
 * Returns the check whose exchange violated an invariant: an invariant sends no requests, so that check must run
 * again.
 */
function trafficOf({ id, evidence }: CheckResult, checks: readonly CheckResult[]): string[] {
  const shown = new Set(evidence)
  const other = checks.find((check) => check.id !== id && check.evidence.some((exchange) => shown.has(exchange)))
  return other === undefined ? [] : [other.id]
}

function newestRun(): string | undefined {
  if (!existsSync(RUNS_FOLDER)) return undefined
  // The names are times, which sort chronologically.
  const runs = readdirSync(RUNS_FOLDER).filter((name) => existsSync(join(RUNS_FOLDER, name, 'result.json')))
  const newest = runs.sort().at(-1)
  return newest === undefined ? undefined : join(RUNS_FOLDER, newest)
}
