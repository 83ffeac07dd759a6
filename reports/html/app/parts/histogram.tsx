import type { VNode } from 'preact'
import { useCallback, useMemo } from 'preact/hooks'
import uPlot from 'uplot'
import { colour } from '../../../page/index.ts'
import { count, duration } from '../model/format.ts'
import { type Bucket, histogramOf } from '../model/timings.ts'
import { CHART_FONT, Chart } from '../ui/chart.tsx'

// Pixels.
const LABEL_WIDTH = 76

/** Durations as bars, in buckets whose sizes grow. */
export function Histogram({ times }: { times: readonly number[] }): VNode {
  const buckets = useMemo(() => histogramOf(times), [times])
  const data = useMemo<uPlot.AlignedData>(
    () => [buckets.map((_, place) => place), buckets.map((bucket) => bucket.count)],
    [buckets],
  )
  const options = useCallback(() => optionsFor(buckets), [buckets])
  return (
    <Chart
      label={`Durations: ${buckets.map((bucket) => `${rangeOf(bucket)}: ${count(bucket.count)}`).join('; ')}`}
      height={240}
      data={data}
      options={options}
    />
  )
}

function optionsFor(buckets: readonly Bucket[]): Omit<uPlot.Options, 'width' | 'height'> {
  const { bars } = uPlot.paths
  const axis = { stroke: colour('--soft'), font: CHART_FONT, ticks: { show: false } }
  return {
    padding: [16, 8, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [-0.6, buckets.length - 0.4] },
      y: { range: (_, __, most) => [0, most * 1.08] },
    },
    axes: [
      {
        ...axis,
        size: 32,
        grid: { show: false },
        splits: () => buckets.map((_, place) => place),
        values: ({ width }, places) => {
          const step = Math.ceil((buckets.length * LABEL_WIDTH) / width)
          return places.map((place) => (place % step === 0 ? upTo(buckets[place]) : ''))
        },
      },
      {
        ...axis,
        size: 56,
        grid: { stroke: colour('--line'), width: 1 },
        values: (_, values) => values.map((value) => count(value)),
      },
    ],
    series: [
      {},
      {
        fill: colour('--accent-fill'),
        stroke: colour('--accent'),
        width: 1,
        ...(bars === undefined ? {} : { paths: bars({ size: [0.86, 120], radius: 0.06 }) }),
        points: { show: false },
      },
    ],
  }
}

function upTo(bucket: Bucket | undefined): string {
  return bucket === undefined ? '' : `< ${duration(bucket.to)}`
}

function rangeOf({ from, to }: Bucket): string {
  return `${duration(from)} to ${duration(to)}`
}
