import { escapeHtml } from '../html/escape-html.ts'

/** One line of a chart. */
export interface ChartLine {
  readonly label: string
  /** The class of its colour. */
  readonly color: 'a' | 'b' | 'c'
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

const WIDTH = 720
const HEIGHT = 220
const MARGIN = { left: 64, right: 12, top: 12, bottom: 28 } as const
const TICKS = 4

/** Draws lines over seconds as SVG, without a script. */
export function lineChart(
  title: string,
  lines: readonly ChartLine[],
  showY: (value: number) => string,
  endMs: number,
): string {
  const top = niceTop(Math.max(0, ...lines.flatMap(({ points }) => points.map(({ y }) => y))))
  const right = Math.max(endMs, 1)
  const x = (value: number): number => MARGIN.left + (value / right) * (WIDTH - MARGIN.left - MARGIN.right)
  const y = (value: number): number => HEIGHT - MARGIN.bottom - (value / top) * (HEIGHT - MARGIN.top - MARGIN.bottom)
  const steps = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS)
  const grid = steps.map((share) => {
    const at = y(top * share).toFixed(1)
    return `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/><text class="tick" x="${MARGIN.left - 6}" y="${at}" dy="4" text-anchor="end">${escapeHtml(showY(top * share))}</text>`
  })
  const seconds = steps.map(
    (share) =>
      `<text class="tick" x="${x(right * share).toFixed(1)}" y="${HEIGHT - 8}" text-anchor="middle">${Math.round((right * share) / 100) / 10} s</text>`,
  )
  const paths = lines.map(({ color, points }) => {
    const drawn = points.map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`).join(' ')
    return `<polyline class="line ${color}" points="${drawn}"/>`
  })
  const legend = lines.map(({ label, color }) => `<li class="${color}">${escapeHtml(label)}</li>`).join('')
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><ul class="legend">${legend}</ul><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">${grid.join('')}${seconds.join('')}${paths.join('')}</svg></figure>`
}

/** Rounds up to 1, 2 or 5 times a power of ten. */
function niceTop(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power
}
