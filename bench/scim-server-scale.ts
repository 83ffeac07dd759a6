import type { BenchOptions, BenchRow } from './bench-row.ts'
import { inPairs } from './targets/in-pairs.ts'
import { rate, type Side, sideOf } from './targets/load.ts'
import { started } from './targets/started.ts'

const FEW = 10_000
const MANY = 1_000_000
const ROUNDS = 7
const MILLISECONDS = 400

/** Measures filters over indexed attributes with 10 000 users and with a hundred times as many, in turn. */
export async function bench({ quick }: BenchOptions): Promise<BenchRow[]> {
  const [fewUsers, manyUsers] = quick ? [100, 200] : [FEW, MANY]
  const [rounds, milliseconds] = quick ? [1, 20] : [ROUNDS, MILLISECONDS]
  using small = await started('reference.ts', String(fewUsers))
  using large = await started('reference.ts', String(manyUsers))
  const [few, many] = [sideOf(small.url), sideOf(large.url)]
  const rows: BenchRow[] = []
  for (const [attribute, prefix] of [
    ['userName', 'user'],
    ['externalId', 'external-user'],
  ] as const) {
    const measure = (side: Side, users: number): Promise<number> =>
      rate(side, milliseconds, (index) => [
        'GET',
        `/Users?filter=${encodeURIComponent(`${attribute} eq "${prefix}${index % users}"`)}`,
      ])
    const {
      best,
      bestOfTheirs: bestOfMany,
      ratio: slowdown,
    } = await inPairs(
      rounds,
      () => measure(few, fewUsers),
      () => measure(many, manyUsers),
    )
    rows.push(
      { name: `filter over ${attribute}, 10 000 users`, value: Math.round(best), unit: 'requests/s' },
      { name: `filter over ${attribute}, 1 000 000 users`, value: Math.round(bestOfMany), unit: 'requests/s' },
      { name: `slower by`, value: slowdown, unit: '×', bound: '<= 1.5', holds: slowdown <= 1.5 },
    )
  }
  await Promise.all([few.pool.close(), many.pool.close()])
  return rows
}
