const UNITS: readonly (readonly [milliseconds: number, unit: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
]

/**
 * Formats a duration in the largest unit of which it has at least two: `90 s`, `36 h`; below ten seconds in
 * milliseconds.
 */
export function durationOf(milliseconds: number): string {
  const [size, unit] =
    UNITS.find(([one]) => Math.abs(milliseconds) >= (one === 1000 ? 10_000 : 2 * one)) ?? ([1, 'ms'] as const)
  return `${Math.round((milliseconds / size) * 10) / 10} ${unit}`
}
