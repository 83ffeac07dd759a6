import { TransportError } from '../../mocks/transport/index.ts'
import {
  multiplex,
  type RehearsalResult,
  type ReporterFailure,
  type RunPlan,
  withScripts,
} from '../../reports/index.ts'
import { type RunEnvironment, realEnvironment } from '../environment/environment.ts'
import { loadCauseTable } from '../load/cause-table.ts'
import { loadRegister } from '../load/register.ts'
import type { Selected } from '../load/select.ts'
import { loadSuites, shippedSuites } from '../load/suites.ts'
import { maskDeep } from '../process/index.ts'
import { UntestableTarget } from '../target/connect.ts'
import { type PreparedTarget, prepareTarget } from '../target/prepare-target.ts'
import { secretsOfTarget } from '../target/secrets-of-target.ts'
import { foldResult, type RunOutcome } from './fold-result.ts'
import type { RehearsalOptions } from './options.ts'
import { type RunSetup, rehearseAgainst } from './rehearse-against.ts'

/** The outcome of a run other than its result. */
export interface Rehearsal {
  readonly result: RehearsalResult
  readonly reporterFailures: readonly ReporterFailure[]
}

/**
 * Rehearses against a target and judges it: connects, probes, runs the checks, judges, reports. A target that cannot
 * be tested is a result (`untestable`), as is an interrupted run, or a target that stops responding (`incomplete`).
 * Throws UnknownSelection and InvalidTenantUrl for mistakes of the caller.
 */
export async function rehearse(
  options: RehearsalOptions,
  environment: RunEnvironment = realEnvironment(),
): Promise<Rehearsal> {
  const folder = options.suitesFolder ?? shippedSuites()
  const register = loadRegister(`${folder}/requirements`)
  const suites = await loadSuites(folder)
  const started = environment.now()
  const clock = environment.monotonic()
  const reporterFailures: ReporterFailure[] = []
  const reporter = multiplex(options.reporters ?? [], (failure) => void reporterFailures.push(failure))
  const onBegin = (prepared: PreparedTarget, selected: Selected): void =>
    reporter.onBegin(runPlan(prepared, selected, options, started))
  const causes = loadCauseTable(folder)
  const setup: RunSetup = { options, environment, register, suites, causes, reporter, onBegin }
  const fold = async (outcome: RunOutcome): Promise<RehearsalResult> => {
    const durationMs = environment.monotonic() - clock
    const folded = foldResult(outcome, { ...setup, started, durationMs })
    return outcome.tape === undefined ? folded : withScripts(folded, outcome.tape)
  }

  let result: RehearsalResult
  try {
    await using prepared = await prepareTarget(options, environment)
    result = await fold(await rehearseAgainst(prepared, setup))
  } catch (error) {
    // Checks handle transport errors themselves, so this error is from before the checks.
    if (!(error instanceof UntestableTarget || error instanceof TransportError)) throw error
    const address = {
      baseUrl: options.target?.url ?? '',
      dialect: options.dialect ?? 'legacy',
      observe: options.observe ?? 'scim',
    } as const
    // The Tenant URL may contain a password, which must not be in a result.
    const isInterrupted = options.signal?.aborted === true
    const outcome = isInterrupted ? { address } : { address, reason: error.message }
    result = maskDeep(await fold(outcome), secretsOfTarget(options.target ?? { url: '' }))
  }
  const annotated = options.annotate?.(result) ?? result
  await reporter.onEnd(annotated)
  return { result: annotated, reporterFailures }
}

function runPlan(prepared: PreparedTarget, selected: Selected, options: RehearsalOptions, started: Date): RunPlan {
  const suites: Record<string, number> = {}
  for (const { suite } of [...selected.checks, ...selected.invariants]) suites[suite] = (suites[suite] ?? 0) + 1
  return {
    target: prepared.address.baseUrl,
    seed: options.seed,
    concurrency: options.concurrency ?? 8,
    startedAt: started.toISOString(),
    suites,
  }
}
