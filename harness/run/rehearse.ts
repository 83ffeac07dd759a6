import {
  type CheckResult,
  type Exchange,
  type MappingRow,
  multiplex,
  type RehearsalResult,
  type ReporterFailure,
  type RunPlan,
  type ValidationRow,
} from '../../reports/index.ts'
import { createEntraPlayer } from '../entra/entra-player.ts'
import { coverageOf } from '../judge/coverage.ts'
import { withGalleryVerdict } from '../judge/gallery.ts'
import { createInvariantJudge } from '../judge/judge-invariants.ts'
import { observeRaw } from '../judge/observed-exchange.ts'
import { countOutcomes, summarise, verdictOf, whyNothingJudged } from '../judge/summary.ts'
import { loadRegister } from '../load/register.ts'
import { type Selected, select } from '../load/select.ts'
import { loadSuites, type Suite, shippedSuites } from '../load/suites.ts'
import type { DownstreamObserver } from '../observe/downstream-observer.ts'
import { createPortal } from '../observe/jumpcloud-portal.ts'
import { observeProjected } from '../observe/projected-observer.ts'
import { observeWritten } from '../observe/written-observer.ts'
import { maskDeep } from '../record/mask-result.ts'
import type { RawExchange } from '../record/recorder.ts'
import { connect, UntestableTarget } from '../target/connect.ts'
import { discover } from '../target/discover.ts'
import { type RaisedTarget, raiseTarget } from '../target/raise-target.ts'
import type { TargetFacts } from '../target/target-facts.ts'
import { type Leftover, removeNameless, removeOwned } from './cleanup.ts'
import { createContexts } from './context.ts'
import { type RunEnvironment, realEnvironment } from './environment.ts'
import { withTraffic } from './invariant-replay.ts'
import type { RehearsalOptions } from './options.ts'
import { createPatience, type Patience } from './patience.ts'
import type { Play } from './play.ts'
import { playAll } from './play-all.ts'
import { seededRandom } from './random.ts'
import { type Stage, setStage } from './stage.ts'
import { packageVersion } from './version.ts'

/** What a run hands back beside its result. */
export interface Rehearsal {
  readonly result: RehearsalResult
  readonly reporterFailures: readonly ReporterFailure[]
}

/**
 * Plays a rehearsal against a target and judges it. A target that cannot be tested is a result (`untestable`), as is an interrupted run
 * (`incomplete`). Throws UnknownSelection and InvalidTenantUrl for mistakes of the caller.
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

  const fold = (play: Partial<Played> & Pick<Played, 'address'>): RehearsalResult => {
    const { results = [], mapping = [], validation = [], leftovers = [], isComplete = false, isStopped = false } = play
    const reason = play.reason ?? (isComplete ? whyNothingJudged(results) : undefined)
    const verdict = verdictOf(results, { isTestable: reason === undefined, isComplete })
    return {
      schemaVersion: 1,
      tool: { name: 'scim-rehearsal', version: packageVersion() },
      run: {
        startedAt: started.toISOString(),
        durationMs: Math.round(environment.monotonic() - clock),
        seed: options.seed,
        concurrency: options.concurrency ?? 8,
        complete: isComplete && !isStopped,
        command: options.command ?? '',
        failOn: options.failOn ?? 'must',
      },
      target: { ...play.address, capabilities: play.facts?.capabilities ?? {} },
      verdict,
      summary: `${isStopped ? 'The run stopped early, as asked; so far: ' : ''}${withGalleryVerdict(
        summarise(verdict, results, mapping, validation, reason),
        results,
      )}`,
      ...(reason === undefined ? {} : { reason }),
      counts: countOutcomes(results, play.exchanges ?? 0),
      checks: results,
      mapping,
      validation,
      coverage: coverageOf(register, coveredBy(suites, play.selected), results),
      ...(leftovers.length === 0 ? {} : { leftovers }),
    }
  }

  let result: RehearsalResult
  try {
    await using raised = await raiseTarget(options, environment)
    result = fold(await playAgainst(raised, { options, environment, register, suites, reporter, started }))
  } catch (error) {
    if (!(error instanceof UntestableTarget)) throw error
    const address = {
      baseUrl: options.target?.url ?? '',
      dialect: options.dialect ?? 'legacy',
      observe: options.observe ?? 'scim',
    } as const
    result = fold({ address, reason: error.message })
  }
  const annotated = options.annotate?.(result) ?? result
  await reporter.onEnd(annotated)
  return { result: annotated, reporterFailures }
}

interface Setting {
  readonly options: RehearsalOptions
  readonly environment: RunEnvironment
  readonly register: ReturnType<typeof loadRegister>
  readonly suites: readonly Suite[]
  readonly reporter: ReturnType<typeof multiplex>
  readonly started: Date
}

interface Played {
  readonly address: Pick<RehearsalResult['target'], 'baseUrl' | 'dialect' | 'observe'>
  readonly facts: TargetFacts
  readonly results: readonly CheckResult[]
  readonly mapping: readonly MappingRow[]
  readonly validation: readonly ValidationRow[]
  readonly leftovers: readonly Leftover[]
  readonly exchanges: number
  readonly isComplete: boolean
  /** Whether no more checks were started because the caller had enough. */
  readonly isStopped: boolean
  readonly selected: Selected
  readonly reason: string
}

async function playAgainst(raised: RaisedTarget, setting: Setting): Promise<Partial<Played> & Pick<Played, 'address'>> {
  const { options, environment, register, suites, reporter } = setting
  const { baseUrl, secrets } = raised.address
  // A server may echo a credential into anything that a finding cites.
  const clean = <Value>(value: Value): Value => maskDeep(value, secrets)
  const address = { baseUrl, dialect: raised.dialect, observe: raised.observe }
  const plan = { schema: options.schema, dialect: raised.dialect, observe: raised.observe }
  const selected = select(suites, plan, register, options.selection ?? {})
  const judge = createInvariantJudge(selected.invariants, register, options.replay)
  const signal = options.signal ?? new AbortController().signal

  let isJudging = false
  const hear = (masked: Exchange, raw: RawExchange): void => {
    reporter.onExchange(masked)
    const observed = isJudging ? observeRaw(raw, baseUrl) : undefined
    if (observed !== undefined) judge.observe(observed)
  }
  await using stage = setStage(raised.address, options, environment, hear)
  await connect(baseUrl, raised.address.headers, stage.recorder.for('connect'))
  isJudging = true
  const facts = await discover(stage.session('discovery'), {
    ...address,
    hasCredentials: Object.keys(raised.address.headers).length > 0,
    ...(options.capabilities === undefined ? {} : { capabilities: options.capabilities }),
  })

  const rows: { mapping: MappingRow[]; validation: ValidationRow[] } = { mapping: [], validation: [] }
  // A bridge may answer before it has written to JumpCloud; who shows at once what it was told is not waited for.
  const isBridge = options.target !== undefined && raised.observe === 'jumpcloud'
  const settle = options.settle ?? (isBridge ? BRIDGE_PATIENCE : 0)
  const patience = createPatience(settle, environment)
  // Of their own, since what a target never shows is waited for in vain there.
  const playersPatience = createPatience(settle, environment)
  const contexts = createContexts({
    stage,
    facts,
    environment,
    signal,
    rows,
    seed: options.seed,
    patience,
    entraFor: (cause) =>
      createEntraPlayer({
        baseUrl,
        headers: raised.address.headers,
        transport: stage.recorder.for(cause),
        schema: options.schema,
        dialect: raised.dialect,
        environment,
        random: seededRandom(options.seed, `guid ${cause}`),
        patience: playersPatience,
      }),
    jumpcloud: observerOf(raised, stage, patience),
  })
  const play: Omit<Play, 'foundations'> = {
    stage,
    facts,
    register,
    environment,
    contexts,
    readOnly: options.readOnly ?? false,
    ...(options.replay === undefined ? {} : { replay: options.replay }),
  }

  reporter.onBegin(runPlan(raised, selected, setting))
  const concurrency = options.concurrency ?? 8
  const stopping = new AbortController()
  const starting = AbortSignal.any([signal, stopping.signal])
  const results = await playAll(inOrder(selected.checks, options), play, concurrency, starting, (check) => {
    reporter.onCheck(clean(check))
    if (options.stop?.(check) === true) stopping.abort()
  })
  // What a check could not remove is tried once more: what is there after that is left behind.
  const leftovers = [
    ...(await removeOwned(stage.ownership.all(), stage.cleaner, stage.ownership, concurrency)),
    ...(await removeNameless(stage.ownership.nameless(), stage.cleaner, environment.runName)),
  ]
  const invariants = clean(withTraffic(judge.results(), results, options.replay))
  for (const invariant of invariants) reporter.onCheck(invariant)
  await stage.tape.close()
  return {
    address,
    facts,
    results: [...clean(results), ...invariants],
    ...clean(rows),
    leftovers: clean(leftovers),
    exchanges: stage.exchanges,
    isComplete: !signal.aborted,
    isStopped: stopping.signal.aborted,
    selected,
  }
}

const BRIDGE_PATIENCE = 2000

/** The third leg: what the target wrote, or what its read-back projects to. */
function observerOf(raised: RaisedTarget, stage: Stage, patience: Patience): DownstreamObserver {
  const { api, url, apiKey, portalKey, keys } = raised.downstream
  if (raised.observe === 'jumpcloud') {
    const portal = createPortal({ api, apiUrl: url, apiKey: portalKey, keys, transport: stage.send })
    return observeWritten(api, patience, portal)
  }
  return observeProjected(stage.session('observation'), { api, apiUrl: url, apiKey, transport: stage.send })
}

function inOrder(checks: Selected['checks'], { shuffle, seed }: RehearsalOptions): Selected['checks'] {
  if (shuffle !== true) return checks
  const random = seededRandom(seed, 'order')
  return checks
    .map((check) => ({ check, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ check }) => check)
}

function coveredBy(suites: readonly Suite[], selected: Selected | undefined): Set<string> {
  const definitions = suites.flatMap(({ checks, invariants }) => [...checks, ...invariants])
  const expanded = selected?.checks.map(({ check }) => check) ?? []
  return new Set([...definitions, ...expanded].flatMap(({ requirements }) => requirements))
}

function runPlan(raised: RaisedTarget, selected: Selected, { options, started }: Setting): RunPlan {
  const suites: Record<string, number> = {}
  for (const { suite } of [...selected.checks, ...selected.invariants]) suites[suite] = (suites[suite] ?? 0) + 1
  return {
    target: raised.address.baseUrl,
    seed: options.seed,
    concurrency: options.concurrency ?? 8,
    startedAt: started.toISOString(),
    suites,
  }
}
