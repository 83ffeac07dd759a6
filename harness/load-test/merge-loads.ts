import type { LoadEndpoint, LoadInterval, LoadResult, LoadStageResult } from '../../reports/index.ts'
import { capacityOf } from './capacity.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import { Tally } from './tally.ts'
import { judgeThreshold, type Threshold } from './thresholds.ts'

/** Thrown for results that do not belong together. */
export class IncompatibleLoads extends Error {
  override readonly name = 'IncompatibleLoads'
}

/**
 * Merges the results of shards that ran at the same time. Counts are added and histograms are added bucket by bucket, so each percentile is that of all
 * requests together. Throws IncompatibleLoads if the results are of different tests, and UnreadableHistogram if a histogram cannot be read.
 */
export function mergeLoads(results: readonly LoadResult[], thresholds: readonly Threshold[]): LoadResult {
  const [first] = results
  if (first === undefined) throw new IncompatibleLoads('there is no result to merge')
  for (const other of results) refuseOthers(first, other)
  const endpoints = mergeRows(results.flatMap((result) => result.endpoints))
  const total = new Tally()
  for (const row of endpoints) total.add(Tally.of(row))
  const sum = (of: (result: LoadResult) => number): number => results.reduce((all, result) => all + of(result), 0)
  const ceilings = results.map(({ generator }) => generator.ceiling).filter((one) => one !== undefined)
  const shards = results.map(({ run }) => run.shard).filter((one) => one !== undefined)
  const measured = {
    run: {
      ...first.run,
      startedAt: results.map(({ run }) => run.startedAt).toSorted()[0] ?? first.run.startedAt,
      durationMs: Math.max(...results.map(({ run }) => run.durationMs)),
      endedBy: results.find(({ run }) => run.endedBy !== first.run.endedBy)?.run.endedBy ?? first.run.endedBy,
      ...(shards.length === 0 ? {} : { shard: shards.join(', ') }),
    },
    target: first.target,
    total: total.summarize(),
    endpoints,
    stages: first.stages.map((_, index) => mergeStage(results.flatMap(({ stages }) => stages[index] ?? []))),
    intervals: mergeIntervals(results.flatMap(({ intervals }) => intervals)),
    cycles: results.flatMap(({ cycles }) => cycles),
    objects: {
      created: sum(({ objects }) => objects.created),
      removed: sum(({ objects }) => objects.removed),
      left: sum(({ objects }) => objects.left),
      unknown: sum(({ objects }) => objects.unknown),
    },
    generator: {
      ...(ceilings.length === results.length ? { ceiling: ceilings.reduce((all, one) => all + one, 0) } : {}),
      skipped: sum(({ generator }) => generator.skipped),
      lateness: mergeHistograms(results.map(({ generator }) => generator.lateness.histogram)).summarize(),
      peakInFlight: sum(({ generator }) => generator.peakInFlight),
    },
  }
  return {
    schemaVersion: 1,
    kind: 'load',
    tool: first.tool,
    ...measured,
    capacity: capacityOf(measured),
    thresholds: thresholds.map((threshold) => judgeThreshold(threshold, measured)),
  }
}

function refuseOthers(first: LoadResult, other: LoadResult): void {
  const facts = ({ run, target, stages }: LoadResult): Record<string, unknown> => ({
    model: run.model,
    target: target.baseUrl,
    stages: stages.map(({ durationMs, from, to }) => ({ durationMs, from, to })),
    interval: run.intervalMs,
  })
  const [wanted, got] = [facts(first), facts(other)]
  const differs = Object.keys(wanted).find((name) => JSON.stringify(wanted[name]) !== JSON.stringify(got[name]))
  if (differs !== undefined) throw new IncompatibleLoads(`the results are not of one test: their ${differs} differs`)
  if (first !== other && first.run.shard === other.run.shard)
    throw new IncompatibleLoads(
      first.run.shard === undefined
        ? 'the results are not of shards (--shard i/n)'
        : `two results are of the same shard ${first.run.shard}`,
    )
}

function mergeRows(rows: readonly LoadEndpoint[]): LoadEndpoint[] {
  const tallies = new Map<string, Tally>()
  for (const row of rows) {
    const tally = tallies.get(row.endpoint) ?? new Tally()
    tally.add(Tally.of(row))
    tallies.set(row.endpoint, tally)
  }
  return [...tallies]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([endpoint, tally]) => ({ endpoint, ...tally.summarize() }))
}

function mergeStage(rows: readonly LoadStageResult[]): LoadStageResult {
  const [first] = rows
  if (first === undefined) throw new IncompatibleLoads('a result lacks a stage')
  const tally = new Tally()
  for (const row of rows) tally.add(Tally.of(row))
  const wanted = rows.reduce<number | undefined>(
    (all, row) => (all === undefined || row.wanted === undefined ? undefined : all + row.wanted),
    0,
  )
  const { durationMs, from, to } = first
  return {
    durationMs,
    from,
    to,
    ...(wanted === undefined ? {} : { wanted }),
    completed: rows.reduce((all, row) => all + row.completed, 0),
    elapsedMs: Math.max(...rows.map(({ elapsedMs }) => elapsedMs)),
    ...tally.summarize(),
  }
}

function mergeIntervals(intervals: readonly LoadInterval[]): LoadInterval[] {
  const byTime = Map.groupBy(intervals, ({ atMs }) => atMs)
  return [...byTime]
    .toSorted(([a], [b]) => a - b)
    .map(([atMs, parts]) => ({
      atMs,
      requests: parts.reduce((all, { requests }) => all + requests, 0),
      errors: parts.reduce((all, { errors }) => all + errors, 0),
      inFlight: parts.reduce((all, { inFlight }) => all + inFlight, 0),
      response: mergeHistograms(parts.map(({ response }) => response.histogram)).summarize(),
    }))
}

function mergeHistograms(encoded: readonly string[]): LatencyHistogram {
  const histogram = LatencyHistogram.empty()
  for (const text of encoded) histogram.add(LatencyHistogram.decode(text))
  return histogram
}
