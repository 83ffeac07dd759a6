import type {
  CheckResult,
  Exchange,
  Interruption,
  MappingRow,
  RehearsalResult,
  ValidationRow,
} from '../../reports/index.ts'
import type { Observations } from '../abilities/observations.ts'
import type { Leftover } from '../cleanup/cleanup.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import { withCauses } from '../judge/causes.ts'
import { coverageOf } from '../judge/coverage.ts'
import { withGalleryVerdict } from '../judge/gallery.ts'
import { rankedCauses } from '../judge/ranked-causes.ts'
import { readinessOf } from '../judge/readiness.ts'
import { countOutcomes, summarise, verdictOf, whyNothingJudged } from '../judge/summary.ts'
import type { CauseRow } from '../load/cause-table.ts'
import type { Register } from '../load/requirement.ts'
import type { Selected } from '../load/select.ts'
import type { Suite } from '../load/suites.ts'
import { packageVersion } from '../process/index.ts'
import type { RehearsalOptions } from './options.ts'

/** The outcome of a run; for a target that could not be tested, only its address and the reason. */
export interface RunOutcome {
  readonly address: Pick<RehearsalResult['target'], 'baseUrl' | 'dialect' | 'observe'>
  readonly facts?: TargetFacts
  readonly observations?: Observations
  /** The states of the abilities, with secrets masked. */
  readonly abilities?: RehearsalResult['target']['abilities']
  readonly results?: readonly CheckResult[]
  readonly mapping?: readonly MappingRow[]
  readonly validation?: readonly ValidationRow[]
  readonly leftovers?: readonly Leftover[]
  readonly exchanges?: number
  readonly isComplete?: boolean
  /** True if the caller ended the run, so that no more checks were started. */
  readonly isStopped?: boolean
  readonly interruption?: Interruption
  /** True if the run sent requests one at a time, because the target fails while it processes several. */
  readonly isSerial?: boolean
  /** The target closes kept-alive connections when the next request comes. */
  readonly dropsReuse?: boolean
  readonly selected?: Selected
  /** Target attributes that the target does not store as Entra sends them. */
  readonly lost?: readonly string[]
  readonly reason?: string
  /** Reads the exchanges of the run. */
  readonly tape?: () => AsyncIterable<Exchange>
}

/** The members of a result other than the outcome of the run. */
export interface FoldOptions {
  readonly options: RehearsalOptions
  readonly register: Register
  readonly suites: readonly Suite[]
  readonly causes: readonly CauseRow[]
  readonly started: Date
  readonly durationMs: number
}

/** Converts the outcome of a run to its result: causes, verdict, summary, counts and coverage. Pure. */
export function foldResult(
  outcome: RunOutcome,
  { options, register, suites, causes, started, durationMs }: FoldOptions,
): RehearsalResult {
  const {
    mapping = [],
    validation = [],
    leftovers = [],
    isComplete = false,
    isStopped = false,
    interruption,
    selected,
  } = outcome
  const found = outcome.results ?? []
  const results =
    options.isolated === true
      ? found
      : withCauses(found, {
          table: causes,
          deciders: decidersOf(selected),
          stateOf: (ability) => outcome.observations?.of(ability)?.state,
          lost: (outcome.lost ?? []).map(attributeName),
          rules: new Set(suites.flatMap(({ invariants }) => invariants.map(({ id }) => id))),
        })
  const reason = outcome.reason ?? (isComplete ? whyNothingJudged(results) : undefined)
  const verdict = verdictOf(results, { isTestable: reason === undefined, isComplete })
  const parts = {
    ...(reason === undefined ? {} : { reason }),
    ...(interruption === undefined ? {} : { interruption }),
    isSerial: outcome.isSerial ?? false,
    dropsReuse: outcome.dropsReuse ?? false,
  }
  const readiness = readinessOf(results, outcome.facts?.capabilities ?? {})
  return {
    schemaVersion: 1,
    tool: { name: 'scim-rehearsal', version: packageVersion() },
    run: {
      startedAt: started.toISOString(),
      durationMs: Math.round(durationMs),
      seed: options.seed,
      concurrency: options.concurrency ?? 8,
      complete: isComplete && !isStopped,
      command: options.command ?? '',
      failOn: options.failOn ?? 'must',
      ...(interruption === undefined ? {} : { interruption }),
    },
    target: {
      ...outcome.address,
      capabilities: outcome.facts?.capabilities ?? {},
      ...(outcome.abilities === undefined ? {} : { abilities: outcome.abilities }),
    },
    verdict,
    summary: `${isStopped ? 'The run was stopped early; results so far: ' : ''}${withGalleryVerdict(
      summarise(verdict, results, mapping, validation, parts),
      results,
    )}`,
    ...(reason === undefined ? {} : { reason }),
    counts: countOutcomes(results, outcome.exchanges ?? 0),
    causes: rankedCauses(results),
    checks: results,
    mapping,
    validation,
    coverage: coverageOf(register, coveredBy(suites, selected), results),
    ...(readiness === undefined ? {} : { readiness }),
    ...(leftovers.length === 0 ? {} : { leftovers }),
  }
}

/**
 * Returns the name of an attribute: `givenName` for `name.givenName`, `emails` for `emails[type eq "work"].value`,
 * `department` for an attribute with its URN.
 */
function attributeName(target: string): string {
  const plain = target.replace(/\[.*$/, '').replace(/^urn:.*:/, '')
  return plain.split('.').at(-1) ?? plain
}

/** Returns by ability the ids of the checks that decide it. */
function decidersOf(selected: Selected | undefined): ReadonlyMap<string, readonly string[]> {
  const deciders = new Map<string, string[]>()
  for (const { check } of selected?.checks ?? [])
    if (check.decides !== undefined)
      deciders.set(check.decides.ability, [...(deciders.get(check.decides.ability) ?? []), check.id])
  return deciders
}

function coveredBy(suites: readonly Suite[], selected: Selected | undefined): Set<string> {
  const definitions = suites.flatMap(({ checks, invariants }) => [...checks, ...invariants])
  const expanded = selected?.checks.map(({ check }) => check) ?? []
  return new Set([...definitions, ...expanded].flatMap(({ requirements }) => requirements))
}
