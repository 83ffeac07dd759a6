import type { LoadComparison } from './compare-loads.ts'
import { rateOf } from './compare-loads.ts'
import { showChange, showMilliseconds, showNumber, showPercent } from './load-numbers.ts'
import type { LoadResult, LoadTally } from './load-result.ts'

const ENDED: Readonly<Record<LoadResult['run']['endedBy'], string>> = {
  duration: '',
  cycles: '',
  requests: ' (the limit of requests was reached)',
  interrupt: ' (interrupted)',
  target: ' (ended early: the target no longer answers, or rejects the credentials)',
}

/** Renders a load test for the console. */
export function renderLoadText(result: LoadResult, comparison?: LoadComparison): string {
  const { run, total, endpoints, stages, cycles, objects, generator, capacity, thresholds } = result
  const lines = [
    `${showNumber(total.requests)} requests in ${showMilliseconds(run.durationMs)}, ${showNumber(rateOf(result))} per second${ENDED[run.endedBy]}`,
    '',
    ...table(
      ['', 'requests', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max', 'errors'],
      [['all', total] as const, ...endpoints.map((row) => [row.endpoint, row] as const)].map(([name, tally]) =>
        latencyRow(name, tally),
      ),
    ),
  ]
  const errors = Object.entries(total.errorsByClass)
  if (errors.length > 0) lines.push('', `errors: ${errors.map(([name, count]) => `${name} × ${count}`).join(', ')}`)
  if (stages.length > 1 || stages.some(({ wanted }) => wanted !== undefined))
    lines.push(
      '',
      ...table(
        ['stage', 'wanted', 'sent', 'answered in time', 'p99', 'errors'],
        stages.map((stage) => {
          const perSecond = (count: number): string =>
            stage.elapsedMs === 0 ? '-' : `${showNumber(count / (stage.elapsedMs / 1000))}/s`
          return [
            `${showMilliseconds(stage.durationMs)}: ${stage.from === stage.to ? stage.from : `${stage.from}..${stage.to}`}`,
            stage.wanted === undefined ? '-' : perSecond(stage.wanted),
            perSecond(stage.requests),
            perSecond(stage.completed),
            showMilliseconds(stage.response.p99),
            errorsOf(stage),
          ]
        }),
      ),
    )
  if (cycles.length > 0)
    lines.push(
      '',
      ...table(
        ['cycle', 'took', 'created', 'updated', 'disabled', 'deleted', 'failed'],
        cycles.map(({ kind, durationMs, ...counts }) => [
          kind,
          showMilliseconds(durationMs),
          ...[counts.created, counts.updated, counts.disabled, counts.deleted, counts.failed].map(showNumber),
        ]),
      ),
    )
  if (comparison !== undefined) lines.push('', ...comparisonLines(comparison))
  lines.push('', capacity.sentence)
  for (const { threshold, actual, unit, passed } of thresholds)
    lines.push(
      `${passed ? '✓' : '✗'} ${threshold} (${unit === 'ms' ? showMilliseconds(actual) : unit === '%' ? showPercent(actual) : `${showNumber(actual)}/s`})`,
    )
  const late = generator.lateness
  lines.push(
    `Generator: ${generator.ceiling === undefined ? 'its ceiling was not measured' : `can send at most ${showNumber(generator.ceiling)} requests per second`}; p99 of its delay ${showMilliseconds(late.p99)}; at most ${generator.peakInFlight} requests at the same time${generator.skipped > 0 ? `; ${showNumber(generator.skipped)} not sent` : ''}.`,
    objects.left + objects.unknown === 0
      ? `All ${showNumber(objects.created)} objects that were created are removed.`
      : `${showNumber(objects.left)} objects are left${objects.unknown === 0 ? '' : ` and ${showNumber(objects.unknown)} more may be, since their creation was not confirmed`}; remove them with: scim-rehearsal cleanup --target … --run ${run.name}`,
  )
  return `${lines.join('\n')}\n`
}

function latencyRow(name: string, tally: LoadTally): string[] {
  const { p50, p90, p95, p99, p999, max } = tally.response
  return [name, showNumber(tally.requests), ...[p50, p90, p95, p99, p999, max].map(showMilliseconds), errorsOf(tally)]
}

const errorsOf = ({ errors, requests }: LoadTally): string =>
  showPercent(requests === 0 ? 0 : (errors / requests) * 100)

function comparisonLines({ before, rate, rows, differences }: LoadComparison): string[] {
  const cell = (change: { before: number; now: number }): string =>
    `${showMilliseconds(change.before)} → ${showMilliseconds(change.now)} (${showChange(change)})`
  return [
    `compared with the test of ${before}${differences.length === 0 ? '' : ` (not the same ${differences.join(', ')})`}: ${showNumber(rate.before)} → ${showNumber(rate.now)} requests per second (${showChange(rate)})`,
    ...table(
      ['', 'p50', 'p99', 'errors'],
      rows.map(({ endpoint, p50, p99, errors }) => [
        endpoint,
        cell(p50),
        cell(p99),
        `${showPercent(errors.before)} → ${showPercent(errors.now)}`,
      ]),
    ),
  ]
}

/** Formats a table whose columns are as wide as their widest cell; the first column is aligned left, numbers right. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heading.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)))
  return [heading, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}
