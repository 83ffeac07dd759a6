import type { CheckResult, Exchange, Interruption, MappingRow, multiplex, ValidationRow } from '../../reports/index.ts'
import { cleanUp } from '../cleanup/cleanup.ts'
import { createSweeper } from '../cleanup/sweeper.ts'
import { createEntraPlayer, type EntraPlayer } from '../entra/entra-player.ts'
import type { RunEnvironment } from '../environment/environment.ts'
import { seededRandom } from '../environment/random.ts'
import { createNames } from '../environment/run-names.ts'
import { createWaiter, type Waiter } from '../environment/waiter.ts'
import { createInvariantJudge } from '../judge/judge-invariants.ts'
import type { CauseRow } from '../load/cause-table.ts'
import type { Register } from '../load/requirement.ts'
import { type Selected, select } from '../load/select.ts'
import type { Suite } from '../load/suites.ts'
import type { DownstreamObserver } from '../observe/downstream-observer.ts'
import { createPortal } from '../observe/jumpcloud-portal.ts'
import { observeProjected } from '../observe/projected-observer.ts'
import { observeWritten } from '../observe/written-observer.ts'
import { maskDeep, maskExchange } from '../process/index.ts'
import type { TimedRawExchange } from '../record/recorder.ts'
import { connect } from '../target/connect.ts'
import { heartbeatOf } from '../target/heartbeat.ts'
import type { PreparedTarget } from '../target/prepare-target.ts'
import { createContexts } from './context.ts'
import { delayTrouble } from './delay-trouble.ts'
import { createDiagnostician } from './diagnose-finding.ts'
import { createExchangeWatch } from './exchange-watch.ts'
import type { RunOutcome } from './fold-result.ts'
import { withTraffic } from './invariant-replay.ts'
import { neededAbilities } from './needed-abilities.ts'
import { notRun } from './not-run.ts'
import type { RehearsalOptions } from './options.ts'
import { probeTarget } from './probe-target.ts'
import { createPipeline, type RequestPipeline } from './request-pipeline.ts'
import { runAll } from './run-all.ts'
import type { TargetHealth } from './target-health.ts'

/** The components of a run. */
export interface RunSetup {
  readonly options: RehearsalOptions
  readonly environment: RunEnvironment
  readonly register: Register
  readonly suites: readonly Suite[]
  readonly causes: readonly CauseRow[]
  readonly reporter: ReturnType<typeof multiplex>
  /** Called when the checks are about to begin. */
  readonly onBegin: (prepared: PreparedTarget, selected: Selected) => void
}

const BRIDGE_PATIENCE = 2000
/** The maximum number of resources that are removed at the same time while checks run. */
const MAX_REMOVALS = 4

/** Runs the selected checks against a target that was reached, started or embedded. Throws UntestableTarget. */
export async function rehearseAgainst(prepared: PreparedTarget, setup: RunSetup): Promise<RunOutcome> {
  const { options, environment, register, suites, reporter } = setup
  const { baseUrl, headers, secrets } = prepared.address
  // A server may echo a credential in any data that a finding quotes.
  const clean = <Value>(value: Value): Value => maskDeep(value, secrets)
  const address = { baseUrl, dialect: prepared.dialect, observe: prepared.observe }
  const plan = { schema: options.schema, dialect: prepared.dialect, observe: prepared.observe }
  const selected = select(suites, plan, register, options.selection ?? {})
  const invariants = createInvariantJudge(selected.invariants, register, options.replay)
  const interrupted = options.signal ?? new AbortController().signal

  let health: TargetHealth | undefined
  const watched = createExchangeWatch(prepared, invariants, environment.monotonic)
  const delayed = delayTrouble(watched.hear, (id) => health?.wasOut(id) === true)
  let isJudging = false
  const hear = (masked: Exchange, raw: TimedRawExchange): void => {
    reporter.onExchange(masked)
    if (isJudging) delayed.observe(raw)
  }
  await using pipeline = createPipeline(prepared.address, options, environment, hear)
  pipeline.letOverlap(selected.checks.flatMap(({ check }) => (check.parallel === true ? [check.id] : [])))
  await connect(baseUrl, headers, pipeline.recorder.for('connect'))
  const watch = pipeline.watch(await heartbeatOf(baseUrl, headers, pipeline.recorder.for('connect')))
  const signal = AbortSignal.any([interrupted, watch.signal])
  health = watch
  const isGone = async (): Promise<boolean> => watch.interruption !== undefined && (await watch.look()) === 'gone'
  isJudging = true

  // A bridge may respond before it has written to JumpCloud; if a change is visible at once, there is no wait.
  const isBridge = options.target !== undefined && prepared.observe === 'jumpcloud'
  const settle = options.settle ?? (isBridge ? BRIDGE_PATIENCE : 0)
  const waiter = createWaiter(settle, environment, signal)
  // The client has its own waiter, because it waits for attributes that a target never returns; these misses say
  // nothing about the checks.
  const clientWaiter = createWaiter(settle, environment, signal)
  const entraFor = (cause: string): EntraPlayer =>
    createEntraPlayer({
      baseUrl,
      headers,
      transport: pipeline.recorder.for(cause),
      schema: options.schema,
      dialect: prepared.dialect,
      ...(options.switches === undefined ? {} : { switches: options.switches }),
      environment,
      random: seededRandom(options.seed, `guid ${cause}`),
      waiter: clientWaiter,
    })
  const unique = createNames(environment.runName)
  const { facts, observations, probeResult } = await probeTarget({
    pipeline,
    address,
    hasCredentials: Object.keys(headers).length > 0,
    options,
    entra: entraFor('probes'),
    needs: neededAbilities(selected, setup.causes),
    unique,
    // The probes have their own waiter, like the client: their misses say nothing about the checks.
    waiter: createWaiter(settle, environment, signal),
  }).catch(async (error: unknown) => {
    await cleanUp(pipeline, environment.runName, 4, isGone)
    throw error
  })

  const rows: { mapping: MappingRow[]; validation: ValidationRow[] } = { mapping: [], validation: [] }
  const jumpcloud = observerOf(prepared, pipeline, waiter)
  const contexts = createContexts({
    pipeline,
    facts,
    environment,
    signal,
    rows,
    seed: options.seed,
    asOf: options.asOf,
    waiter,
    probeResult,
    unique,
    entraFor,
    jumpcloud,
  })
  setup.onBegin(prepared, selected)
  pipeline.disturb()
  const concurrency = options.concurrency ?? 8
  const sweeper = createSweeper(pipeline, Math.min(concurrency, MAX_REMOVALS))
  const run = {
    pipeline,
    facts,
    register,
    environment,
    contexts,
    sweeper,
    readOnly: options.readOnly ?? false,
    ...(options.replay === undefined ? {} : { replay: options.replay }),
    ...(options.diagnose === false || options.readOnly === true
      ? {}
      : { diagnose: createDiagnostician(pipeline, unique, facts) }),
  }
  const stopping = new AbortController()
  const judged = await runAll(inOrder(selected.checks, options), run, {
    observations,
    concurrency,
    isolated: options.isolated ?? false,
    signal: AbortSignal.any([signal, stopping.signal]),
    onCheck: (check) => {
      reporter.onCheck(clean(check))
      if (options.stop?.(check) === true) stopping.abort()
    },
  })
  // If the target stopped responding, exchanges after its last good response say nothing about it.
  await sweeper.finished()
  const { interruption } = watch
  const results = interruption === undefined ? judged : notRun(selected.checks, judged, watch, register)
  const leftovers = await cleanUp(pipeline, environment.runName, concurrency, isGone)
  pipeline.journal?.close(leftovers.length === 0)
  delayed.end(interruption === undefined ? undefined : watch.isTroubled)
  for (const call of await watched.end(jumpcloud.portal)) pipeline.tape.append(maskExchange(call, secrets))
  const overall: readonly CheckResult[] = clean(withTraffic(invariants.results(), results, options.replay))
  for (const invariant of overall) reporter.onCheck(invariant)
  await pipeline.tape.close()
  return {
    address,
    facts,
    observations,
    abilities: clean(observations.rows()),
    results: [...clean(results), ...overall],
    ...clean(rows),
    leftovers: clean(leftovers),
    exchanges: pipeline.exchanges,
    isComplete: !signal.aborted,
    isStopped: stopping.signal.aborted,
    tape: () => pipeline.tape.read(),
    selected,
    lost: [...probeResult.mapping.lost.keys()],
    isSerial: pipeline.isSerial,
    dropsReuse: pipeline.dropsReuse,
    ...(interruption === undefined ? {} : { interruption: clean(interruptionOf(interruption, results, concurrency)) }),
  }
}

function interruptionOf(
  gone: Omit<Interruption, 'notRun'>,
  results: readonly CheckResult[],
  concurrency: number,
): Interruption {
  const isOverloaded = concurrency > 1 && /did not answer within/.test(gone.reason)
  const reason = isOverloaded ? `${gone.reason}, or lower --concurrency (${concurrency} now)` : gone.reason
  return { ...gone, reason, notRun: results.filter(({ rootCause }) => rootCause === 'target-gone').length }
}

/** Returns the observer of the third step: of the target's writes, or of the projection of its read-back. */
function observerOf(prepared: PreparedTarget, pipeline: RequestPipeline, waiter: Waiter): DownstreamObserver {
  if (prepared.observe === 'jumpcloud') {
    const { api, url, portalKey, keys, faults } = prepared.downstream
    const portal = createPortal({ api, apiUrl: url, apiKey: portalKey, keys, faults, transport: pipeline.send })
    return observeWritten(api, waiter, portal)
  }
  return observeProjected(pipeline.session('observation'), pipeline.send, prepared.downstream)
}

function inOrder(checks: Selected['checks'], { shuffle, seed }: RehearsalOptions): Selected['checks'] {
  if (shuffle !== true) return checks
  const random = seededRandom(seed, 'order')
  return checks
    .map((check) => ({ check, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ check }) => check)
}
