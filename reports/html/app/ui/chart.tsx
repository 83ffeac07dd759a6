import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { onThemeChange } from '../../../page/index.ts'
import { useWidth } from './use-width.ts'

/** The font of axes. */
export const CHART_FONT = '12px Inter, system-ui, sans-serif'

interface ChartProps {
  /** The description of the chart for screen readers. */
  readonly label: string
  readonly height: number
  readonly data: uPlot.AlignedData
  /** Called again for each theme, because a canvas reads its colours only once. */
  readonly options: () => Omit<uPlot.Options, 'width' | 'height'>
}

/** A chart that uPlot draws, as wide as its container. */
export function Chart({ label, height, data, options }: ChartProps): VNode {
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  useEffect(() => {
    const { current } = place
    if (current === null || width === 0) return
    let chart: uPlot | undefined
    const draw = (): void => {
      chart?.destroy()
      chart = new uPlot({ ...options(), width, height }, data, current)
    }
    draw()
    const stop = onThemeChange(draw)
    return () => {
      stop()
      chart?.destroy()
    }
  }, [width, height, data, options])
  return <div class="chart" ref={place} role="img" aria-label={label} style={{ minHeight: `${height}px` }} />
}
