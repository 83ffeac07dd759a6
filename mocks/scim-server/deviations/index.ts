import type { Deviation } from './deviation.ts'

/** Every way to be wrong that the server knows, by name unique. */
export const deviations: readonly Deviation[] = []

/** Finds a deviation. Throws an Error that names the nearest known ones. */
export function deviationNamed(name: string): Deviation {
  const found = deviations.find((deviation) => deviation.name === name)
  if (found !== undefined) return found
  const near = deviations.filter((one) => one.name.split('-')[0] === name.split('-')[0]).map((one) => one.name)
  throw new Error(
    `there is no deviation "${name}"${near.length === 0 ? '' : `; near it: ${near.slice(0, 8).join(', ')}`}`,
  )
}
