import type { LoadEndpoint, LoadResult, LoadTally, LoadThreshold } from '../../reports/index.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import { InvalidLoadOption } from './stages.ts'

type Operator = '<' | '<=' | '>' | '>='
type Metric =
  | { readonly kind: 'percentile'; readonly percent: number }
  | { readonly kind: 'max' | 'mean' | 'errors' | 'rate' }

/** A condition that a load test must meet, such as `p99<500ms`. */
export interface Threshold {
  readonly text: string
  /** The endpoint, such as `POST /Users`; all requests if absent. */
  readonly endpoint?: string
  readonly metric: Metric
  readonly operator: Operator
  /** The bound in milliseconds, percent, or requests per second. */
  readonly bound: number
}

const FORM =
  /^(?:((?:GET|POST|PUT|PATCH|DELETE) \/[^\s<>]*)\s+)?(p\d{1,2}(?:\.\d{1,3})?|max|mean|errors|rate)\s*(<=|>=|<|>)\s*(\d{1,9}(?:\.\d{1,6})?)\s*(us|ms|s|%|\/s)?$/
const MILLISECONDS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 }

/** Parses `p99<500ms`, `POST /Users p99.9 < 2s`, `errors<1%`, `rate>=25/s`. Throws InvalidLoadOption. */
export function parseThreshold(text: string): Threshold {
  const match = FORM.exec(text.trim())
  const [, endpoint, name = '', operator = '', number = '', unit = ''] = match ?? []
  const metric = metricOf(name)
  const scale = scaleOf(metric, unit)
  if (match === null || scale === undefined) {
    const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
    throw new InvalidLoadOption(
      `a threshold is a metric, a comparison and a bound with its unit: p99<500ms, max<5s, errors<1%, rate>=25/s, or 'POST /Users p95<300ms'; not ${shown}`,
    )
  }
  return {
    text: text.trim(),
    ...(endpoint === undefined ? {} : { endpoint }),
    metric,
    operator: operator as Operator,
    bound: Number(number) * scale,
  }
}

function metricOf(name: string): Metric {
  if (name === 'max' || name === 'mean' || name === 'errors' || name === 'rate') return { kind: name }
  return { kind: 'percentile', percent: Number(name.slice(1)) }
}

/** Returns the factor of a unit; undefined if the metric does not have the unit. */
function scaleOf({ kind }: Metric, unit: string): number | undefined {
  if (kind === 'errors') return unit === '%' ? 1 : undefined
  if (kind === 'rate') return unit === '/s' ? 1 : undefined
  return MILLISECONDS[unit]
}

/**
 * Judges a result. Latencies are those corrected for coordinated omission. An endpoint without requests does not
 * pass.
 */
export function judgeThreshold(
  { text, endpoint, metric, operator, bound }: Threshold,
  result: Pick<LoadResult, 'total' | 'endpoints' | 'run'>,
): LoadThreshold {
  const tally = endpoint === undefined ? result.total : result.endpoints.find((row) => row.endpoint === endpoint)
  const unit = metric.kind === 'errors' ? '%' : metric.kind === 'rate' ? '/s' : 'ms'
  if (tally === undefined || tally.requests === 0) return { threshold: text, actual: 0, unit, passed: false }
  const actual = actualOf(metric, tally, result.run.durationMs)
  return { threshold: text, actual, unit, passed: compare(actual, operator, bound) }
}

function actualOf(metric: Metric, tally: LoadTally | LoadEndpoint, durationMs: number): number {
  switch (metric.kind) {
    case 'percentile':
      return LatencyHistogram.decode(tally.response.histogram).percentile(metric.percent)
    case 'max':
      return tally.response.max
    case 'mean':
      return tally.response.mean
    case 'errors':
      return (tally.errors / tally.requests) * 100
    case 'rate':
      return durationMs === 0 ? 0 : tally.requests / (durationMs / 1000)
  }
}

function compare(actual: number, operator: Operator, bound: number): boolean {
  switch (operator) {
    case '<':
      return actual < bound
    case '<=':
      return actual <= bound
    case '>':
      return actual > bound
    case '>=':
      return actual >= bound
  }
}
