import { escapeHtml } from '../html/escape-html.ts'
import { type LoadComparison, rateOf } from './compare-loads.ts'
import { lineChart } from './load-chart.ts'
import { showChange, showMilliseconds, showNumber, showPercent } from './load-numbers.ts'
import type { LoadResult, LoadTally } from './load-result.ts'

const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#57606a;--line:#d0d7de;--a:#0969da;--b:#9a6700;--c:#cf222e;--good:#1a7f37}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--soft:#9198a1;--line:#3d444d;--a:#4493f8;--b:#d29922;--c:#f85149;--good:#3fb950}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}.answer{font-size:1.1rem;border-left:4px solid var(--soft);padding-left:1rem}
.answer.yes{border-color:var(--good)}.answer.no{border-color:var(--c)}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{padding:.25rem .75rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:first-child,td:first-child{text-align:left}figure{margin:1.5rem 0}figcaption{font-weight:600}svg{width:100%;height:auto}
.grid{stroke:var(--line)}.tick{fill:var(--soft);font-size:11px}.line{fill:none;stroke-width:2}.line.a{stroke:var(--a)}.line.b{stroke:var(--b)}.line.c{stroke:var(--c)}
.legend{list-style:none;display:flex;gap:1rem;padding:0;margin:0;color:var(--soft)}.legend li::before{content:"—";font-weight:700;margin-right:.4em}
.legend .a::before{color:var(--a)}.legend .b::before{color:var(--b)}.legend .c::before{color:var(--c)}.soft{color:var(--soft)}`

/** Renders a load test as one HTML page without scripts. */
export function renderLoadHtml(result: LoadResult, comparison?: LoadComparison): string {
  const { run, target, capacity, thresholds, total, endpoints, stages, cycles, generator, objects } = result
  const title = `Load test of ${target.baseUrl}`
  const errors = Object.entries(total.errorsByClass)
  const parts = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="soft">${escapeHtml(`${run.startedAt}, model ${run.model}, ${showMilliseconds(run.durationMs)}, ${showNumber(total.requests)} requests, ${showNumber(rateOf(result))} per second, seed ${run.seed}${run.shard === undefined ? '' : `, shards ${run.shard}`}`)}</p>`,
    `<p class="answer ${capacity.answer}">${escapeHtml(capacity.sentence)}</p>`,
    ...charts(result),
    '<h2>Latency by endpoint, corrected for coordinated omission</h2>',
    latencies([['all', total], ...endpoints.map((row): [string, LoadTally] => [row.endpoint, row])], 'response'),
    '<h2>Service time by endpoint, from sending to the last byte</h2>',
    latencies([['all', total], ...endpoints.map((row): [string, LoadTally] => [row.endpoint, row])], 'service'),
    errors.length === 0
      ? ''
      : `<h2>Errors</h2>${table(
          ['class', 'requests'],
          errors.map(([name, count]) => [name, showNumber(count)]),
        )}`,
    '<h2>Stages</h2>',
    table(
      ['stage', 'wanted', 'sent', 'answered in time', 'p50', 'p99', 'errors'],
      stages.map((stage) => {
        const rate = (count: number): string =>
          stage.elapsedMs === 0 ? '-' : `${showNumber(count / (stage.elapsedMs / 1000))}/s`
        return [
          `${showMilliseconds(stage.durationMs)}: ${stage.from === stage.to ? stage.from : `${stage.from} to ${stage.to}`}`,
          stage.wanted === undefined ? '-' : rate(stage.wanted),
          rate(stage.requests),
          rate(stage.completed),
          showMilliseconds(stage.response.p50),
          showMilliseconds(stage.response.p99),
          showPercent(errorShare(stage)),
        ]
      }),
    ),
    cycles.length === 0
      ? ''
      : `<h2>Cycles</h2>${table(
          ['cycle', 'took', 'created', 'updated', 'disabled', 'deleted', 'failed'],
          cycles.map(({ kind, durationMs, created, updated, disabled, deleted, failed }) => [
            kind,
            showMilliseconds(durationMs),
            ...[created, updated, disabled, deleted, failed].map(showNumber),
          ]),
        )}`,
    thresholds.length === 0
      ? ''
      : `<h2>Thresholds</h2>${table(
          ['threshold', 'measured', ''],
          thresholds.map(({ threshold, actual, unit, passed }) => [
            threshold,
            unit === 'ms' ? showMilliseconds(actual) : unit === '%' ? showPercent(actual) : `${showNumber(actual)}/s`,
            passed ? 'passed' : 'FAILED',
          ]),
        )}`,
    comparison === undefined ? '' : compared(comparison),
    '<h2>Generator</h2>',
    table(
      ['', ''],
      [
        [
          'Requests per second that this machine can send',
          generator.ceiling === undefined ? 'not measured' : showNumber(generator.ceiling),
        ],
        [
          'Delay in sending, p50 and p99',
          `${showMilliseconds(generator.lateness.p50)}, ${showMilliseconds(generator.lateness.p99)}`,
        ],
        ['Maximum of concurrent requests', showNumber(generator.peakInFlight)],
        ['Requests that were not sent', showNumber(generator.skipped)],
        ['Objects created, removed, left', [objects.created, objects.removed, objects.left].map(showNumber).join(', ')],
      ],
    ),
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><main>${parts.join('\n')}</main></body></html>
`
}

function charts({ intervals, run }: LoadResult): string[] {
  const seconds = run.intervalMs / 1000
  const end = (intervals.at(-1)?.atMs ?? 0) + run.intervalMs
  const line = (of: (interval: LoadResult['intervals'][number]) => number): { x: number; y: number }[] =>
    intervals.map((interval) => ({ x: interval.atMs + run.intervalMs / 2, y: of(interval) }))
  return [
    lineChart(
      'Responses per second',
      [
        { label: 'responses', color: 'a', points: line(({ requests }) => requests / seconds) },
        { label: 'errors', color: 'c', points: line(({ errors }) => errors / seconds) },
      ],
      showNumber,
      end,
    ),
    lineChart(
      'Latency',
      [
        { label: 'p50', color: 'a', points: line(({ response }) => response.p50) },
        { label: 'p99', color: 'b', points: line(({ response }) => response.p99) },
        { label: 'max', color: 'c', points: line(({ response }) => response.max) },
      ],
      showMilliseconds,
      end,
    ),
    lineChart(
      'Maximum of concurrent requests',
      [{ label: 'requests', color: 'a', points: line(({ inFlight }) => inFlight) }],
      showNumber,
      end,
    ),
  ]
}

function latencies(rows: readonly (readonly [string, LoadTally])[], kind: 'service' | 'response'): string {
  return table(
    ['', 'requests', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', 'max', 'errors'],
    rows.map(([name, tally]) => {
      const { p50, p75, p90, p95, p99, p999, max } = tally[kind]
      const times = [p50, p75, p90, p95, p99, p999, max].map(showMilliseconds)
      return [name, showNumber(tally.requests), ...times, showPercent(errorShare(tally))]
    }),
  )
}

function compared({ before, rate, rows, differences }: LoadComparison): string {
  const differs = differences.length === 0 ? '' : ` They do not have the same ${differences.join(', ')}.`
  const says = `The test of ${before} had ${showNumber(rate.before)} requests per second, this one ${showNumber(rate.now)} (${showChange(rate)}).${differs}`
  return `<h2>Compared with an earlier test</h2><p>${escapeHtml(says)}</p>${table(
    ['', 'p50', 'p50 now', '', 'p99', 'p99 now', '', 'errors', 'errors now'],
    rows.map(({ endpoint, p50, p99, errors }) => [
      endpoint,
      showMilliseconds(p50.before),
      showMilliseconds(p50.now),
      showChange(p50),
      showMilliseconds(p99.before),
      showMilliseconds(p99.now),
      showChange(p99),
      showPercent(errors.before),
      showPercent(errors.now),
    ]),
  )}`
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`
  const head = heading.every((name) => name === '') ? '' : `<thead>${cells(heading, 'th')}</thead>`
  return `<div class="scroll" tabindex="0"><table>${head}<tbody>${rows.map((row) => cells(row, 'td')).join('')}</tbody></table></div>`
}

const errorShare = ({ errors, requests }: LoadTally): number => (requests === 0 ? 0 : (errors / requests) * 100)
