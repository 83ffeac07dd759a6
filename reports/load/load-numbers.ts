/** Formats milliseconds for a reader: `0.42 ms`, `12 ms`, `1.3 s`. */
export function showMilliseconds(milliseconds: number): string {
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(0)} s`
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`
  if (milliseconds >= 10) return `${milliseconds.toFixed(0)} ms`
  return `${milliseconds.toFixed(milliseconds >= 1 ? 1 : 2)} ms`
}

/** Formats a number with at most one decimal and with separated thousands. */
export function showNumber(number: number): string {
  return number.toLocaleString('en', { maximumFractionDigits: number >= 100 ? 0 : 1 })
}

/** Formats a share: `0%`, `0.02%`, `12%`. */
export function showPercent(percent: number): string {
  if (percent === 0) return '0%'
  return percent < 0.01 ? '< 0.01%' : `${percent.toLocaleString('en', { maximumSignificantDigits: 2 })}%`
}

/** Formats the change of a value: `+12%`, `-3%`, `same`. */
export function showChange({ before, now }: { readonly before: number; readonly now: number }): string {
  if (before === now) return 'same'
  if (before === 0) return 'new'
  const change = Math.round((now / before - 1) * 100)
  return change === 0 ? 'same' : `${change > 0 ? '+' : ''}${change}%`
}
