import type { LoadResult, LoadTally } from './load-result.ts'

/** One value before and now. */
interface LoadChange {
  readonly before: number
  readonly now: number
}

/** The changes of an endpoint since an earlier test; an endpoint that only one of the tests has is not compared. */
interface LoadComparisonRow {
  readonly endpoint: string
  readonly p50: LoadChange
  readonly p99: LoadChange
  /** Errors in percent. */
  readonly errors: LoadChange
}

/** The comparison of a load test with an earlier one. */
export interface LoadComparison {
  readonly before: string
  /** Requests per second. */
  readonly rate: LoadChange
  readonly rows: readonly LoadComparisonRow[]
  /** The reasons why the tests cannot be compared fairly: another model, target or stages. */
  readonly differences: readonly string[]
}

/** Compares two load tests. Latencies are those corrected for coordinated omission. */
export function compareLoads(before: LoadResult, now: LoadResult): LoadComparison {
  const rows: LoadComparisonRow[] = [{ endpoint: 'all', ...changes(before.total, now.total) }]
  for (const tally of now.endpoints) {
    const earlier = before.endpoints.find(({ endpoint }) => endpoint === tally.endpoint)
    if (earlier !== undefined) rows.push({ endpoint: tally.endpoint, ...changes(earlier, tally) })
  }
  const facts: readonly [string, (result: LoadResult) => unknown][] = [
    ['model', ({ run }) => run.model],
    ['target', ({ target }) => target.baseUrl],
    ['stages', ({ stages }) => stages.map(({ durationMs, from, to }) => `${durationMs}:${from}..${to}`).join()],
  ]
  return {
    before: before.run.startedAt,
    rate: { before: rateOf(before), now: rateOf(now) },
    rows,
    differences: facts.filter(([, of]) => of(before) !== of(now)).map(([name]) => name),
  }
}

const changes = (before: LoadTally, now: LoadTally): Omit<LoadComparisonRow, 'endpoint'> => ({
  p50: { before: before.response.p50, now: now.response.p50 },
  p99: { before: before.response.p99, now: now.response.p99 },
  errors: { before: errorShare(before), now: errorShare(now) },
})

const errorShare = ({ errors, requests }: LoadTally): number => (requests === 0 ? 0 : (errors / requests) * 100)

/** Returns the requests per second of a whole test. */
export function rateOf({ total, run }: Pick<LoadResult, 'total' | 'run'>): number {
  return run.durationMs === 0 ? 0 : total.requests / (run.durationMs / 1000)
}
