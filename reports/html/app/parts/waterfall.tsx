import type { VNode } from 'preact'
import { useCallback, useMemo } from 'preact/hooks'
import type uPlot from 'uplot'
import type { Outcome } from '../../../model/result.ts'
import { colour } from '../../../page/index.ts'
import type { ExchangeIndex } from '../../page-format.ts'
import { useReport } from '../data/report.ts'
import { count, duration } from '../model/format.ts'
import { STATES } from '../model/outcome.ts'
import { lanesOf } from '../model/timings.ts'
import { CHART_FONT, Chart } from '../ui/chart.tsx'

const LANE = 14
const AXIS = 40

/** The colours of bars: the outcome of the check that sent the exchange; exchanges of stories and probes have none. */
const TONES = ['fail', 'warn', 'pass', 'skip'] as const
type Tone = (typeof TONES)[number]

/** Every exchange as a bar from its start to its end, in as many lanes as exchanges ran at the same time. */
export function Waterfall({ index }: { index: ExchangeIndex }): VNode {
  const { result } = useReport()
  const tones = useMemo(() => {
    const outcomes = new Map(result.checks.map(({ id, outcome }) => [id, outcome]))
    return index.causeNames.map((name) => toneOf(outcomes.get(name)))
  }, [index, result])
  const present = TONES.filter((tone) => tones.includes(tone))
  const order = useMemo(
    () => index.starts.map((_, row) => row).sort((a, b) => (index.starts[a] ?? 0) - (index.starts[b] ?? 0)),
    [index],
  )
  const lanes = useMemo(() => lanesOf(index.starts, index.times), [index])
  const laneCount = useMemo(() => lanes.reduce((most, lane) => Math.max(most, lane + 1), 1), [lanes])
  const data = useMemo<uPlot.AlignedData>(
    () => [order.map((row) => index.starts[row] ?? 0), order.map((row) => lanes[row] ?? 0)],
    [order, index, lanes],
  )
  const options = useCallback(
    () => optionsFor(index, order, lanes, laneCount, tones),
    [index, order, lanes, laneCount, tones],
  )
  return (
    <>
      <Chart
        label={`${count(order.length)} exchanges over time, at most ${laneCount} at once; the table of the slowest follows`}
        height={Math.max(120, laneCount * LANE + AXIS)}
        data={data}
        options={options}
      />
      <ul class="legend">
        {present.map((tone) => (
          <li key={tone}>
            <span class={`swatch fill-${tone}`} aria-hidden="true" />{' '}
            {tone === 'skip' ? 'other exchanges' : STATES[tone].word}
          </li>
        ))}
      </ul>
    </>
  )
}

function toneOf(outcome: Outcome | undefined): Tone {
  return outcome === 'fail' || outcome === 'warn' || outcome === 'pass' ? outcome : 'skip'
}

function optionsFor(
  index: ExchangeIndex,
  order: readonly number[],
  lanes: readonly number[],
  laneCount: number,
  tones: readonly Tone[],
): Omit<uPlot.Options, 'width' | 'height'> {
  const end = order.reduce((most, row) => Math.max(most, (index.starts[row] ?? 0) + (index.times[row] ?? 0)), 1)
  const longest = index.times.reduce((most, time) => Math.max(most, time), 0)
  const fills = {
    fail: colour('--fill-fail'),
    warn: colour('--fill-warn'),
    pass: colour('--fill-pass'),
    skip: colour('--fill-skip'),
  }
  const drawBars = (chart: uPlot): void => {
    const { ctx, bbox, scales } = chart
    const from = scales['x']?.min ?? 0
    const to = scales['x']?.max ?? end
    const laneHeight = bbox.height / laneCount
    const perMillisecond = bbox.width / Math.max(to - from, 0.001)
    ctx.save()
    ctx.beginPath()
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
    ctx.clip()
    // Of many bars within one pixel, only one is drawn.
    const lastPixel: number[] = []
    for (const row of order) {
      const start = index.starts[row] ?? 0
      const time = index.times[row] ?? 0
      if (start > to) break
      if (start + time < from || start + longest < from) continue
      const lane = lanes[row] ?? 0
      const left = bbox.left + (start - from) * perMillisecond
      const right = Math.max(left + 1, bbox.left + (start + time - from) * perMillisecond)
      const tone = tones[index.causes[row] ?? 0] ?? 'skip'
      if (tone !== 'fail' && right <= (lastPixel[lane] ?? Number.NEGATIVE_INFINITY)) continue
      lastPixel[lane] = Math.ceil(right)
      ctx.fillStyle = fills[tone]
      ctx.fillRect(left, bbox.top + lane * laneHeight + laneHeight * 0.12, right - left, laneHeight * 0.76)
    }
    ctx.restore()
  }
  return {
    padding: [8, 28, 0, 28],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
    scales: {
      x: {
        time: false,
        range: (_, least, most) => (least === most ? [0, end] : [Math.max(0, least), Math.min(end, most)]),
      },
      y: { range: () => [0, laneCount] },
    },
    axes: [
      {
        stroke: colour('--soft'),
        font: CHART_FONT,
        size: 32,
        grid: { stroke: colour('--line'), width: 1 },
        ticks: { show: false },
        values: (_, values) => values.map((value) => duration(value)),
      },
      { show: false },
    ],
    series: [{}, { paths: () => null, points: { show: false } }],
    hooks: { draw: [drawBars] },
  }
}
