import type { CheckResult, Outcome, RehearsalResult, RequirementState } from '../../reports/index.ts'
import { rankedCauses } from './ranked-causes.ts'
import { readinessOf } from './readiness.ts'
import { countOutcomes, summarise, verdictOf, whyNothingJudged } from './summary.ts'

// A finding takes precedence over no finding, and a pass over a shard that could not judge.
const WORST_FIRST: readonly Outcome[] = ['fail', 'warn', 'error', 'pass', 'skip', 'inapplicable']
const LEAST_KNOWN_LAST: readonly RequirementState[] = [...WORST_FIRST, 'unplayed', 'unchecked', 'unseen']

/**
 * Merges the results of shards. Exchanges of the second are `s2.x1`, as `shardPrefix` names them. An invariant that
 * several shards judged gets its worst outcome. Throws if there are no results.
 */
export function mergeResults(results: readonly RehearsalResult[]): RehearsalResult {
  const [first, ...others] = results
  if (first === undefined) throw new Error('there is no result to merge')
  if (others.length === 0) return first
  const checks = mergeChecks(results.flatMap((result, index) => result.checks.map((check) => renamed(check, index))))
  const mapping = mergeMapping(results)
  const validation = results.flatMap((result, index) =>
    result.validation.map((row) => ({ ...row, ...evidenceOf(row.evidence, index) })),
  )
  const isComplete = results.every(({ run }) => run.complete)
  // A shard in which all checks were skipped says nothing about the others.
  const reason =
    results.find((result) => result.reason !== undefined && whyNothingJudged(result.checks) === undefined)?.reason ??
    (isComplete ? whyNothingJudged(checks) : undefined)
  const verdict = verdictOf(checks, { isTestable: reason === undefined, isComplete })
  const readiness = readinessOf(checks, first.target.capabilities)
  const starts = results.map(({ run }) => Date.parse(run.startedAt))
  const ends = results.map(({ run }, index) => (starts[index] ?? 0) + run.durationMs)
  const leftovers = results.flatMap((result) => result.leftovers ?? [])
  return {
    ...first,
    run: {
      ...first.run,
      startedAt: new Date(Math.min(...starts)).toISOString(),
      durationMs: Math.max(...ends) - Math.min(...starts),
      complete: isComplete,
      shard: `${results.length} merged`,
    },
    verdict,
    summary: summarise(verdict, checks, mapping, validation, reason === undefined ? {} : { reason }),
    ...(reason === undefined ? {} : { reason }),
    counts: countOutcomes(
      checks,
      results.reduce((sum, { counts }) => sum + counts.exchanges, 0),
    ),
    causes: rankedCauses(checks),
    checks,
    mapping,
    validation,
    coverage: mergeCoverage(results, checks),
    ...(readiness === undefined ? {} : { readiness }),
    ...(leftovers.length === 0 ? {} : { leftovers }),
  }
}

/** Returns the prefix of the ids of a shard's exchanges: none for the first, `s2.` for the second. */
export function shardPrefix(index: number): string {
  return index === 0 ? '' : `s${index + 1}.`
}

function evidenceOf(ids: readonly string[] | undefined, index: number): { evidence?: readonly string[] } {
  return ids === undefined ? {} : { evidence: ids.map((id) => shardPrefix(index) + id) }
}

function renamed(check: CheckResult, index: number): CheckResult {
  return { ...check, evidence: check.evidence.map((id) => shardPrefix(index) + id) }
}

function mergeChecks(checks: readonly CheckResult[]): CheckResult[] {
  return [...Map.groupBy(checks, ({ id }) => id).values()].map((same) => {
    const worst = WORST_FIRST.map((outcome) => same.find((check) => check.outcome === outcome)).find(
      (check) => check !== undefined,
    )
    const [only] = same
    if (worst === undefined || only === undefined) throw new Error('a group of checks is never empty')
    if (same.length === 1) return only
    const alike = same.filter(({ outcome }) => outcome === worst.outcome)
    return { ...worst, evidence: alike.flatMap(({ evidence }) => evidence) }
  })
}

function mergeMapping(results: readonly RehearsalResult[]): RehearsalResult['mapping'] {
  const rows = results.flatMap(({ mapping }, index) =>
    mapping.map((row) => ({
      ...row,
      samples: row.samples.map((sample) => ({ ...sample, ...evidenceOf(sample.evidence, index) })),
    })),
  )
  return [...Map.groupBy(rows, ({ row, scim }) => `${row}\n${scim}`).values()].flatMap((same) => {
    const worst = WORST_FIRST.flatMap((outcome) => same.filter((row) => row.outcome === outcome))[0]
    return worst === undefined ? [] : [{ ...worst, samples: same.flatMap(({ samples }) => samples) }]
  })
}

function mergeCoverage(
  results: readonly RehearsalResult[],
  checks: readonly CheckResult[],
): RehearsalResult['coverage'] {
  const counts = results.map(({ coverage }) => coverage)
  const most = (name: 'requirements' | 'blackBox' | 'checked' | 'played'): number =>
    Math.max(...counts.map((coverage) => coverage[name]))
  const rows = [
    ...Map.groupBy(
      counts.flatMap(({ map = [] }) => map),
      ({ id }) => id,
    ).values(),
  ]
  const map = rows.flatMap((same) => {
    const [best] = LEAST_KNOWN_LAST.flatMap((state) => same.filter((row) => row.state === state))
    const by = [...new Set(same.flatMap((row) => row.checks ?? []))]
    return best === undefined ? [] : [{ ...best, ...(by.length === 0 ? {} : { checks: by }) }]
  })
  const judged = new Set(
    checks
      .filter(({ outcome }) => outcome === 'pass' || outcome === 'fail' || outcome === 'warn')
      .flatMap(({ requirements }) => requirements.map(({ id }) => id)),
  )
  const { requirements, blackBox, checked } = {
    requirements: most('requirements'),
    blackBox: most('blackBox'),
    checked: most('checked'),
  }
  return {
    requirements,
    blackBox,
    checked,
    // Partly testable requirements are judged too, but do not count.
    played: Math.min(Math.max(judged.size, most('played')), checked),
    ...(map.length === 0 ? {} : { map }),
  }
}
