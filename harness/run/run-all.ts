import type { CheckResult } from '../../reports/index.ts'
import type { Observations } from '../abilities/observations.ts'
import { asCheckResult } from '../judge/judge-check.ts'
import type { Selected } from '../load/select.ts'
import type { RequestShape } from '../record/request-shape.ts'
import { schedule } from '../schedule/scheduler.ts'
import { createGate, type Decider, rankOf } from './ability-gate.ts'
import { type CheckRun, type RunContext, runCheck, skipped } from './run-check.ts'

/** The settings for running the checks. */
export interface RunAllOptions {
  readonly observations: Observations
  readonly concurrency: number
  readonly isolated: boolean
  /** Aborting it ends the run. */
  readonly signal: AbortSignal
  /** Called with each result as it arrives. */
  readonly onCheck: (result: CheckResult) => void
}

/**
 * Runs checks and returns their results in the order of the suites. Checks that did not begin before the end of the
 * run have no result.
 */
export async function runAll(
  checks: Selected['checks'],
  context: Omit<RunContext, 'gate'>,
  options: RunAllOptions,
): Promise<CheckResult[]> {
  const pending = checks.map(({ suite, check }) => ({
    suite,
    check,
    ...Promise.withResolvers<CheckResult | undefined>(),
  }))
  const byId = new Map(pending.map((entry) => [entry.check.id, entry]))
  const deciders = new Map<string, Decider[]>()
  for (const { check, promise } of pending)
    if (check.decides !== undefined)
      deciders.set(check.decides.ability, [...(deciders.get(check.decides.ability) ?? []), { check, result: promise }])
  const gate = createGate({
    facts: context.facts,
    observations: options.observations,
    deciders,
    isOpen: options.isolated,
  })
  const run: RunContext = { ...context, gate }
  const finish = (id: string, result: CheckResult): void => {
    options.onCheck(result)
    byId.get(id)?.resolve(result)
  }

  const again: { readonly suite: string; readonly id: string; readonly shape: RequestShape | undefined }[] = []
  const tasks = pending
    .toSorted((a, b) => rankOf(a.check) - rankOf(b.check))
    .map(({ suite, check }) => ({
      id: check.id,
      exclusive: check.exclusive === true,
      run: async (): Promise<{ readonly suite: string; readonly ended: CheckRun }> => ({
        suite,
        ended: await runCheck(suite, check, run, check.exclusive === true || options.concurrency === 1),
      }),
    }))
  await schedule(tasks, options.concurrency, options.signal, (id, { suite, ended }) => {
    if (ended.kind === 'again') again.push({ suite, id, shape: ended.shape })
    // Checks that failed while the target was absent are judged again when it has returned.
    else if (byId.get(id)?.check.decides === undefined && wasOut(ended.result))
      again.push({ suite, id, shape: undefined })
    else finish(id, ended.result)
  })
  await runAgain()
  for (const { resolve } of pending) resolve(undefined)
  const results = await Promise.all(pending.map(({ promise }) => promise))
  return results.filter((result) => result !== undefined)

  function wasOut({ outcome, evidence }: CheckResult): boolean {
    const { health } = context.pipeline
    return outcome !== 'pass' && health !== undefined && evidence.some((exchange) => health.wasOut(exchange))
  }

  /**
   * Runs checks whose requests got no response again, each alone. If the connection is closed again, the check itself
   * is the cause, and others with the same request follow from it.
   */
  async function runAgain(): Promise<void> {
    const closing = new Map<string, CheckResult>()
    const order = new Map(pending.map(({ check }, index) => [check.id, index]))
    for (const { suite, id, shape } of again.toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))) {
      const entry = byId.get(id)
      if (entry === undefined || options.signal.aborted) return
      const known = shape === undefined ? undefined : (closing.get(shape.shape) ?? closing.get(shape.kind))
      if (known !== undefined) {
        const finding = skipped(
          `follows from ${known.id}: the target closes the connection on ${shape?.kind}`,
          known.id,
        )
        finish(id, asCheckResult(entry.check, suite, finding, run.register, { durationMs: 0, evidence: [] }))
        continue
      }
      const ended = await runCheck(suite, entry.check, run, true)
      if (ended.kind === 'again') continue
      finish(id, ended.result)
      if (ended.closes === undefined) continue
      closing.set(ended.closes.shape, ended.result)
      if (context.pipeline.recorder.answered(ended.closes.kind) === undefined)
        closing.set(ended.closes.kind, ended.result)
    }
  }
}
