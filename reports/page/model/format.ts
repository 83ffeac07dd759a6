const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** Formats a count with separated thousands: `100,000`. */
export function count(value: number): string {
  return whole.format(value)
}

/** Formats a duration: `0.4 ms`, `12 ms`, `1.3 s`, `2 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 10) return `${trim(milliseconds, 1)} ms`
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 59.95) return `${trim(seconds, seconds < 10 ? 2 : 1)} s`
  const rounded = Math.round(seconds)
  return `${count(Math.floor(rounded / 60))} min ${rounded % 60} s`
}

/** Formats a time in UTC for a reader: `2026-11-24 14:27 UTC`; a string that is not a time is returned unchanged. */
export function instant(text: string): string {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? text : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function trim(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}
